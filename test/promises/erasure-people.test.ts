import { describe, expect, it } from 'vitest';
import { parseOwners } from '../../lib/store/addresses.ts';
import { saveChains } from '../../lib/store/chains.ts';
import { deleteEach } from '../../lib/store/deletes.ts';
import { addressKey, formerAddressKey, suppressionKey } from '../../lib/store/keys.ts';
import { postPerson, removePerson } from '../../lib/store/person-changes.ts';
import { readAll } from '../../lib/store/read-all.ts';
import { readSuppressions } from '../../lib/store/suppressions.ts';
import { readTotal } from '../../lib/store/totals.ts';
import { readChainsOfPerson } from '../../lib/store/whole-chains.ts';
import { aStoredEvent } from '../factories.ts';
import { Faults } from '../protocol/faults.ts';
import { ACCOUNT } from '../protocol/rig.ts';
import { takeMessage } from './erasure-crashes.ts';
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

const found = async (rig: ErasureRig) => textsIn(await rig.items(), PERSONAL);

const postWith = (rig: ErasureRig, address: string) =>
  postPerson(
    rig.table,
    ACCOUNT,
    { emails: [{ value: address, type: 'home', isPrimary: true, status: 'Valid' }] },
    { duplicates: 'merge', now: rig.clock.now, check: () => {} },
  );

describe('an erasure', () => {
  it('of who was deleted before takes the history that a deletion leaves', () =>
    inTold(async (rig) => {
      await removePerson(rig.table, ACCOUNT, PERSON, rig.clock.now);
      rig.clock.now += 86_400_000;
      expect(await found(rig)).toEqual(PERSONAL.filter((text) => text !== '5559998877'));
      expect(await rig.begin(PERSON)).toBe(true);
      // What was ingested before the deletion, and waited until now.
      const old = { received: rig.clock.now - 86_500_000, url: 'https://a.example/late' };
      expect(await rig.deliver(bodyOf(anEvent(old), anEvent({ ...old, person: PERSON })))).toBe(true);
      expect(textsIn(await rig.items(), ['a.example/late'])).toEqual([]);
      await rig.drain();
      expect(await found(rig)).toEqual([]);
      expect(await readTotal(rig.table, ACCOUNT, 'people')).toBe(0);
    }));

  it('may be repeated at any time, and there is none of who never was', () =>
    inTold(async (rig) => {
      for (let times = 0; times < 3; times++) {
        expect(await rig.begin(PERSON)).toBe(true);
        if (times > 0) await rig.drain();
        expect(await readTotal(rig.table, ACCOUNT, 'people')).toBe(0);
      }
      expect(await found(rig)).toEqual([]);
      expect(await rig.begin(99)).toBe(false);
      expect(rig.sent).toEqual([]);
    }));

  it('finds an address of which only chains tell, and waits once more before it deletes them', () =>
    inTold(async (rig) => {
      // As it was when people moved before it was kept which addresses they had.
      await deleteEach(rig.table, [formerAddressKey(ACCOUNT, PERSON, FORMER)]);
      await rig.begin(PERSON);
      const [message] = rig.sent.splice(0);
      rig.clock.now += 35_000;
      expect(await rig.deliver(message?.body ?? '')).toBe(true);
      expect(rig.sent).toMatchObject([{ delaySeconds: 35 }]);
      expect(await readChainsOfPerson(rig.table, ACCOUNT, PERSON)).not.toEqual([]);
      await rig.drain();
      expect(await found(rig)).toEqual([]);
    }));

  it('leaves to others what is theirs by now: the address, and what befell it as theirs', () =>
    inTold(async (rig) => {
      rig.clock.now += 60_000;
      const { person } = await postWith(rig, FORMER);
      rig.clock.now += 60_000;
      const { now } = rig.clock;
      const bounce = anEvent({ word: 'bounced', recipient: FORMER, received: now, created: now });
      expect(await rig.deliver(bodyOf(bounce))).toBe(true);
      const chains = await readChainsOfPerson(rig.table, ACCOUNT, person.id);
      await rig.begin(PERSON);
      await rig.drain();
      expect(await found(rig)).toEqual([FORMER, 'Zenobia']);
      expect(await readChainsOfPerson(rig.table, ACCOUNT, person.id)).toEqual(chains);
      const left = (await readSuppressions(rig.table, ACCOUNT, [FORMER])).get(FORMER);
      expect(left).toMatchObject([{ person: person.id, number: bounce.number }]);
      const [item] = await readAll(rig.table, [addressKey(ACCOUNT, FORMER)], { consistent: true });
      const owners = parseOwners(item?.owners?.S ?? '').map((owner) => owner.person);
      expect(owners).toEqual([0, person.id]);
    }));

  it('of who has an address that somebody else had long ago takes all that ever befell it', () =>
    inTold(async (rig) => {
      const key = suppressionKey(ACCOUNT, ADDRESS, 1, 7);
      const another = { kind: { S: 'spam' }, created: { N: '1' }, event: { N: '7' }, person: { N: '5' } };
      await rig.table.call('PutItem', {
        TableName: rig.table.name,
        Item: { PK: { S: key.PK }, SK: { S: key.SK }, ...another, campaign: { N: '1' } },
      });
      await rig.begin(PERSON);
      await rig.drain();
      expect(await found(rig)).toEqual([]);
    }));

  it('that meets a processor which should be gone deletes by version, and looks again', () =>
    inTold(async (rig) => {
      const after = 'zenobia@after.example';
      const [save, erasure] = [new Held('BatchExecuteStatement'), new Held('DeleteItem')];
      const bounce = anEvent({ word: 'spamreport', campaign: 2, recipient: after, person: PERSON });
      const saved = rig.deliver(bodyOf(bounce), save);
      await save.reached;
      await rig.begin(PERSON);
      const body = await takeMessage(rig);
      const erased = rig.deliver(body, erasure);
      await erasure.reached;
      rig.clock.now -= 35_000;
      save.release();
      expect(await saved).toBe(true);
      expect(textsIn(await rig.items(), [after])).toEqual([after]);
      rig.clock.now += 35_000;
      erasure.release();
      expect(await erased).toBe(true);
      expect(rig.sent).toHaveLength(1);
      await rig.drain();
      expect(textsIn(await rig.items(), [...PERSONAL, after])).toEqual([]);
    }));

  it('of who has more than fits into an invocation goes on in others', () =>
    inTold(async (rig) => {
      const chains = Array.from({ length: 400 }, (_, n) => ({
        person: PERSON,
        campaign: 100 + n,
        events: [],
      }));
      const events = [aStoredEvent({ recipient: ADDRESS })];
      await saveChains(
        rig.table,
        ACCOUNT,
        chains.map((chain) => ({ chain, next: { ...chain, version: 'v.1', events } })),
      );
      await rig.begin(PERSON);
      rig.clock.now += 35_000;
      const calls: number[] = [];
      while (rig.sent.length > 0) {
        const slow = new Faults(() => {
          rig.clock.now += 100;
          return undefined;
        });
        const [message] = rig.sent.splice(0);
        expect(await rig.deliver(message?.body ?? '', slow)).toBe(true);
        calls.push(slow.calls.length);
      }
      // Ten seconds each, at a tenth of a second a call, and what was begun by then.
      expect(calls.length).toBeGreaterThan(3);
      expect(Math.max(...calls)).toBeLessThan(130);
      expect(await found(rig)).toEqual([]);
    }));
});
