import { describe, expect, it } from 'vitest';
import { CLOCK_DIFFERENCE_MS } from '../../lib/limits.ts';
import { encodeErasure } from '../../lib/queue/erasure-encoding.ts';
import type { Item } from '../../lib/store/attributes.ts';
import { chainKey } from '../../lib/store/keys.ts';
import { postPerson } from '../../lib/store/person-changes.ts';
import { readAll } from '../../lib/store/read-all.ts';
import { readChainsOfPerson } from '../../lib/store/whole-chains.ts';
import { Faults } from '../protocol/faults.ts';
import { ACCOUNT } from '../protocol/rig.ts';
import { textsIn } from './erasure-dump.ts';
import {
  ADDRESS,
  anEvent,
  bodyOf,
  type ErasureRig,
  FORMER,
  inTold,
  PERSON,
  PERSONAL,
} from './erasure-rig.ts';
import { Held } from './held.ts';

const LATE = 'zenobia-late';
const late = (given: Parameters<typeof anEvent>[0] = {}) =>
  anEvent({ word: 'click', url: `https://a.example/${LATE}`, ...given });

const found = async (rig: ErasureRig) => textsIn(await rig.items(), [...PERSONAL, LATE]);
const counted = async (rig: ErasureRig): Promise<Item[]> =>
  (await rig.items()).filter(({ SK }) => SK?.S === 'TALLY' || SK?.S?.startsWith('J#'));
const clicksIn = (items: readonly Item[]) => items.reduce((sum, { click }) => sum + Number(click?.N ?? 0), 0);

describe('a processor that is at work while a person is erased', () => {
  it.each([
    ['by address', {}],
    ['by address, which ingest saw lead there', { seen: PERSON }],
    ['by person', { person: PERSON }],
  ])('and held at any of its calls, brings nothing of them back (%s)', async (_, named) => {
    const calls = await inTold(async (rig) => {
      const faults = new Faults(() => undefined);
      await rig.deliver(bodyOf(late(named)), faults);
      return faults.calls.length;
    });
    expect(calls).toBeGreaterThan(3);
    let brought = 0;
    for (let call = 0; call < calls; call++) {
      await inTold(async (rig) => {
        const clicks = clicksIn(await rig.items());
        const held = new Held(call);
        const body = bodyOf(late(named));
        const stale = rig.deliver(body, held);
        await held.reached;
        await rig.begin(PERSON);
        held.release();
        expect(await stale).toBe(true);
        const before = await rig.items();
        const isBack = textsIn(before, [LATE]).length > 0;
        if (isBack) brought++;
        await rig.drain();
        expect(await found(rig)).toEqual([]);
        // What it stored it counted, once; what came too late nobody did.
        expect(clicksIn(await counted(rig))).toBe(clicks + (isBack ? 1 : 0));
        expect(await rig.deliver(body)).toBe(true);
        expect(clicksIn(await counted(rig))).toBe(clicks + (isBack ? 1 : 0));
        expect(await found(rig)).toEqual([]);
      });
    }
    // Or the wait would be for nothing.
    expect(brought).toBeGreaterThan(1);
  });

  it('and outlives it, overwrites nothing: no version of a chain is ever used again', () =>
    inTold(async (rig) => {
      const versionOf = async () =>
        (await readAll(rig.table, [chainKey(ACCOUNT, PERSON, 2)], { consistent: true }))[0]?.version?.S;
      const versions = [await versionOf()];
      const [one, two] = [new Held('BatchExecuteStatement'), new Held('BatchExecuteStatement')];
      const [first, second] = [one, two].map((held, n) =>
        rig.deliver(bodyOf(late({ campaign: 2, created: rig.clock.now + n })), held),
      );
      await Promise.all([one.reached, two.reached]);
      await rig.begin(PERSON);
      // At once, where a minute has to be waited: both are still there.
      expect(await rig.deliver(encodeErasure({ account: ACCOUNT, person: PERSON, due: 0 }))).toBe(true);
      expect(await readChainsOfPerson(rig.table, ACCOUNT, PERSON)).toEqual([]);

      one.release();
      expect(await first).toBe(true);
      versions.push(await versionOf());
      two.release();
      expect(await second).toBe(true);
      versions.push(await versionOf());
      expect(new Set(versions).size).toBe(3);
      // It is there again, but what was erased is not.
      expect(await found(rig)).toEqual([ADDRESS, 'Zenobia', LATE]);
      const [chain, ...others] = await readChainsOfPerson(rig.table, ACCOUNT, PERSON);
      expect([chain?.campaign, others]).toEqual([2, []]);
      expect(chain?.events.map(({ word }) => word)).toEqual(['click', 'click']);
      expect(chain?.events.every(({ url }) => url?.includes(LATE))).toBe(true);

      await rig.drain();
      expect(await found(rig)).toEqual([]);
    }));
});

describe('what comes late', () => {
  const ways = [
    late({ recipient: ADDRESS }),
    late({ recipient: FORMER }),
    late({ person: PERSON }),
    late({ recipient: ADDRESS, seen: PERSON }),
    late({ person: PERSON, word: 'UNBOUNCE', campaign: 0 }),
    late({ recipient: ADDRESS, word: 'spamreport' }),
  ];

  it('or again, right after an erasure, in the wait, or two weeks later, is skipped', () =>
    inTold(async (rig) => {
      const before = await counted(rig);
      // By a clock that is ahead, ingest may have seen the person and note a time after the erasure.
      const ahead = late({ seen: PERSON, received: rig.clock.now + CLOCK_DIFFERENCE_MS });
      const bodies = [...[...ways, ahead].map((event) => bodyOf(event)), bodyOf(...ways)];
      await rig.begin(PERSON);
      const deliverAll = async () => {
        for (const body of bodies) expect(await rig.deliver(body)).toBe(true);
        expect(textsIn(await rig.items(), [LATE])).toEqual([]);
      };
      await deliverAll();
      await rig.drain();
      await deliverAll();
      rig.clock.now += 14 * 86_400_000;
      await deliverAll();
      expect(await found(rig)).toEqual([]);
      expect(await counted(rig)).toEqual(before);
    }));

  it.each([
    ['in the wait', async () => {}],
    ['after it', (rig: ErasureRig) => rig.drain()],
  ])('is not taken for mail to who gets the address next, be it at once (%s)', (_, wait) =>
    inTold(async (rig) => {
      const received = rig.clock.now - 1_000;
      await rig.begin(PERSON);
      await wait(rig);
      const email = { value: ADDRESS, type: 'home', isPrimary: true, status: 'Valid' };
      const ask = { duplicates: 'merge' as const, now: rig.clock.now + 500, check: () => {} };
      const { person, created } = await postPerson(rig.table, ACCOUNT, { emails: [email] }, ask);
      expect([person.id, created]).toEqual([2, true]);
      rig.clock.now += 1_000;
      // As ingest looks it up, where the address has just changed hands.
      const own = anEvent({ word: 'open', received: rig.clock.now, created: rig.clock.now, seen: 2 });
      expect(await rig.deliver(bodyOf(late({ received }), late({ received, seen: PERSON })))).toBe(true);
      expect(await rig.deliver(bodyOf(own))).toBe(true);
      await rig.drain();
      expect(textsIn(await rig.items(), [LATE, FORMER])).toEqual([]);
      const chains = await readChainsOfPerson(rig.table, ACCOUNT, 2);
      expect(chains.map(({ events }) => events.map(({ number }) => number))).toEqual([[own.number]]);
      expect(await readChainsOfPerson(rig.table, ACCOUNT, PERSON)).toEqual([]);
    }),
  );
});
