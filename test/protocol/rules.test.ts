import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { QueuedEvent } from '../../lib/domain/chunk.ts';
import { newTag } from '../../lib/protocol/tag.ts';
import { renderOwners } from '../../lib/store/addresses.ts';
import { text, toKey } from '../../lib/store/attributes.ts';
import { saveChains } from '../../lib/store/chains.ts';
import { putAborted, readRecords } from '../../lib/store/commits.ts';
import { addressKey, chainKey, commitRecordKey } from '../../lib/store/keys.ts';
import { readReceipt } from '../../lib/store/receipts.ts';
import { readChains } from '../../lib/store/whole-chains.ts';
import { aQueuedEvent } from '../factories.ts';
import { audit } from './audit.ts';
import { type Fault, Faults } from './faults.ts';
import { ACCOUNT, expectReceipt, messageOf, openRig, own, type Rig, START, type TestMessage } from './rig.ts';

const DAY = 86_400_000;

let rig: Rig;
let person = 0;
let number = 0;

beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());
beforeEach(async () => {
  await own(rig.table, addressOf(++person), person);
});

const addressOf = (id: number) => `p${id}@example.com`;

const anEvent = (more: Partial<QueuedEvent> = {}): QueuedEvent =>
  aQueuedEvent({
    number: ++number,
    word: 'open',
    recipient: addressOf(person),
    campaign: 1,
    created: START,
    received: START,
    dated: true,
    ...more,
  });

const aMessage = (...events: QueuedEvent[]): TestMessage => messageOf(`m${++number}`, events);

const chainOf = async (id = person) => {
  const [chain] = await readChains(rig.table, ACCOUNT, [{ person: id, campaign: 1 }], { consistent: true });
  if (!chain) throw new Error('readChains answers for every message');
  return chain;
};

const tagOf = async (): Promise<string> => (await chainOf()).events[0]?.tag ?? '';

const killAt = (operation: string, fault: 'kill-before' | 'kill-after') =>
  new Faults((_, name) => (name === operation ? fault : undefined));

async function expectExact(): Promise<void> {
  const found = await audit(rig.embedded);
  expect(found.journal).toEqual(found.stored);
  expect(found.tallies).toEqual(found.folds);
}

describe('rule 1: resolution is a function of the address and the time of ingest', () => {
  it('gives a redelivered event to the same person though the address has moved meanwhile', async () => {
    const before = person;
    const event = anEvent();
    await rig.deliver([aMessage(event)], killAt('TransactWriteItems', 'kill-before'));
    const [from, moved] = [START - DAY, START + 60_000];
    const after = ++person;
    await rig.table.call('PutItem', {
      TableName: rig.table.name,
      Item: {
        ...toKey(addressKey(ACCOUNT, event.recipient)),
        owners: text(
          renderOwners([
            { person: before, from, until: moved },
            { person: after, from: moved },
          ]),
        ),
      },
    });
    rig.clock.now += 120_000;
    await rig.drain([aMessage(event)]);
    expect((await chainOf(before)).events).toHaveLength(1);
    expect((await chainOf(after)).events).toHaveLength(0);
    await expectExact();
  });
});

describe('rule 2: a version is never used twice, erasure included', () => {
  it('so a stale update does not hit a chain that was erased and made anew', async () => {
    await rig.deliver([aMessage(anEvent())]);
    const stale = await chainOf();
    await rig.embedded.client.send(
      new DeleteItemCommand({ TableName: rig.table.name, Key: toKey(chainKey(ACCOUNT, person, 1)) }),
    );
    await rig.deliver([aMessage(anEvent({ created: START + 1 }))]);
    const anew = await chainOf();
    const results = await saveChains(rig.table, ACCOUNT, [
      { chain: stale, next: { ...stale, version: 'stale.1' } },
    ]);
    expect([...results.values()]).toMatchObject([{ kind: 'lost' }]);
    expect(await chainOf()).toEqual(anew);
    // A fresh table, so that the audits of the other rules hold: the erased event is in no chain any more.
    await rig.close();
    rig = await openRig();
  });
});

describe('rule 5: what stands under my own tag depends on my commit', () => {
  it('also if the save was repeated because its answer was lost', async () => {
    const message = aMessage(anEvent());
    let saves = 0;
    const faults = new Faults((_, operation) => {
      if (operation === 'TransactWriteItems') return 'conflict';
      return operation === 'BatchExecuteStatement' && saves++ === 0 ? 'lost' : undefined;
    });
    expect(await rig.deliver([message], faults)).toEqual(new Set([message.id]));
    await rig.drain([message]);
    await expectExact();
  });

  it('also for a twin of it in the same batch', async () => {
    const event = anEvent();
    const twins = [aMessage(event), aMessage({ ...event, number: ++number })];
    const faults = new Faults((_, operation) =>
      operation === 'TransactWriteItems' ? 'conflict' : undefined,
    );
    expect(await rig.deliver(twins, faults)).toEqual(new Set(twins.map(({ id }) => id)));
    await rig.drain(twins);
    await expectExact();
  });
});

describe('rule 7: a tag older than its record is settled by the journal', () => {
  const forget = async (tag: string) =>
    rig.embedded.client.send(
      new DeleteItemCommand({ TableName: rig.table.name, Key: toKey(commitRecordKey(ACCOUNT, tag)) }),
    );

  it('counts what crashed before its commit, stood 21 days in the dead-letter queue and was redriven', async () => {
    const message = aMessage(anEvent());
    await rig.deliver([message], killAt('TransactWriteItems', 'kill-before'));
    rig.clock.now += 21 * DAY;
    await rig.drain([message]);
    await expectExact();
  });

  it('does not count again what was committed, though its record has expired', async () => {
    const message = aMessage(anEvent());
    await rig.deliver([message]);
    await forget(await tagOf());
    rig.clock.now += 31 * DAY;
    await rig.drain([message]);
    await expectExact();
  });
});

describe('rules 9 and 10: what stands under a tag without a record', () => {
  it('is left alone while its owner may be alive, and its message comes back', async () => {
    const message = aMessage(anEvent());
    await rig.deliver([message], killAt('TransactWriteItems', 'kill-before'));
    const tag = await tagOf();
    rig.clock.now += 19_000;
    expect(await rig.deliver([message])).toEqual(new Set([message.id]));
    expect(await tagOf()).toBe(tag);
    expect((await readRecords(rig.table, ACCOUNT, [tag])).has(tag)).toBe(false);
    // Its owner's time is over in a second: no need to wait for longer.
    expect(rig.delays.get(message.id)).toBe(1);
    await rig.drain([message]);
    await expectExact();
  });

  it('comes back after 5, 10, 20 and 40 seconds, a poison message too', async () => {
    const poison = { id: 'poison', body: 'not JSON' };
    const delays: (number | undefined)[] = [];
    for (const receiveCount of [1, 2, 3, 4]) {
      await rig.deliver([{ ...poison, receiveCount }]);
      delays.push(rig.delays.get('poison'));
    }
    expect(delays).toEqual([5, 10, 20, 40]);
  });

  it('is taken over only after its tag was made sure never to commit', async () => {
    const event = anEvent();
    await rig.deliver([aMessage(event)], killAt('TransactWriteItems', 'kill-before'));
    const tag = await tagOf();
    rig.clock.now += 21_000;
    // The same fact in another message: it is not "a duplicate" as long as nobody has counted it.
    await rig.drain([aMessage({ ...event, number: ++number })]);
    expect((await readRecords(rig.table, ACCOUNT, [tag])).get(tag)).toEqual({ state: 'aborted' });
    expect(await tagOf()).not.toBe(tag);
    expect((await chainOf()).events).toHaveLength(1);
    await expectExact();
  });
});

describe('rule 13: a save without a definite answer', () => {
  /** 25 chains share a call whose answers are never heard; one more chain, in the second call, is fine. */
  const deafToFirstCall = (then: Fault) => {
    let saves = 0;
    return new Faults((_, operation) => {
      if (operation !== 'BatchExecuteStatement') return undefined;
      const save = saves++;
      return save === 1 ? undefined : save === 0 ? 'lost' : then;
    });
  };

  for (const then of ['lost', 'throttled'] as const) {
    it(`is excepted from the commit of the others (${then} afterwards), and counted when it comes back`, async () => {
      const events = Array.from({ length: 26 }, (_, n) => anEvent({ campaign: n + 1 }));
      const message = aMessage(...events);
      expect(await rig.deliver([message], deafToFirstCall(then))).toEqual(new Set([message.id]));
      expect((await audit(rig.embedded)).journal).toContain(`26.${person}.${events[25]?.number}`);
      await rig.drain([message]);
      await expectExact();
    });
  }

  it('that is refused for good after a try that took effect is not believed to have failed', async () => {
    const message = aMessage(anEvent());
    let saves = 0;
    const faults = new Faults((_, operation) => {
      if (operation !== 'BatchExecuteStatement') return undefined;
      return saves++ === 0 ? 'lost' : 'throttled';
    });
    await rig.deliver([message], faults);
    await rig.drain([message]);
    await expectExact();
  });
});

describe('rules 18 and 19: a commit whose answer was lost', () => {
  it('is looked up by its record and succeeds', async () => {
    const message = aMessage(anEvent());
    let commits = 0;
    const faults = new Faults((_, operation) =>
      operation === 'TransactWriteItems' && commits++ === 0 ? 'lost' : undefined,
    );
    expect(await rig.deliver([message], faults)).toEqual(new Set());
    await expectExact();
  });

  it('that nothing can be made sure of is aborted three times and no more', async () => {
    const faults = new Faults((_, name) => {
      if (name === 'TransactWriteItems') return 'throttled';
      return name === 'PutItem' ? 'fail-before' : undefined;
    });
    const message = aMessage(anEvent());
    expect(await rig.deliver([message], faults)).toEqual(new Set([message.id]));
    expect(faults.calls.filter((call) => call === 'PutItem')).toHaveLength(3);
    await rig.drain([message]);
    await expectExact();
  });

  it('that conflicts for good makes sure it never commits, and is counted by a later attempt', async () => {
    const message = aMessage(anEvent());
    const faults = new Faults((_, operation) =>
      operation === 'TransactWriteItems' ? 'conflict' : undefined,
    );
    expect(await rig.deliver([message], faults)).toEqual(new Set([message.id]));
    const tag = await tagOf();
    expect((await readRecords(rig.table, ACCOUNT, [tag])).get(tag)).toEqual({ state: 'aborted' });
    await rig.drain([message]);
    await expectExact();
  });

  it('is refused after somebody has put its tag aborted', async () => {
    const tag = newTag(START, 0.5, 0);
    expect(await putAborted(rig.table, ACCOUNT, tag, START)).toEqual({ state: 'aborted' });
    expect(await putAborted(rig.table, ACCOUNT, tag, START)).toEqual({ state: 'aborted' });
  });
});

describe('rules 20 and 21: what succeeds though the commit does not', () => {
  it('is a message that is wholly counted elsewhere or skipped; the others come back', async () => {
    const counted = aMessage(anEvent());
    await rig.deliver([counted]);
    const skipped = aMessage(anEvent({ recipient: 'nobody@example.com' }));
    const fresh = aMessage(anEvent({ created: START + 1 }));
    const faults = new Faults((_, operation) =>
      operation === 'TransactWriteItems' ? 'conflict' : undefined,
    );
    expect(await rig.deliver([counted, skipped, fresh], faults)).toEqual(new Set([fresh.id]));
    await rig.drain([fresh]);
    await expectExact();
  });

  it('fails alone as a message that is no chunk', async () => {
    const good = aMessage(anEvent());
    const bad = { id: 'bad', body: '{"format":1}' };
    expect(await rig.deliver([bad, good])).toEqual(new Set(['bad']));
    await expectExact();
  });
});

describe('rule 22: the receipt comes before the acknowledgement', () => {
  it('so a message whose outcome could not be noted comes back, and then says the same', async () => {
    await expectReceipt(rig.table, 'r22', 1, 1);
    const message = messageOf('r22.0', [anEvent()], { id: 'r22', chunk: 0 });
    const faults = new Faults((_, operation) => (operation === 'UpdateItem' ? 'fail-before' : undefined));
    expect(await rig.deliver([message], faults)).toEqual(new Set(['r22.0']));
    await rig.drain([message]);
    expect(await readReceipt(rig.table, ACCOUNT, 'r22', START)).toMatchObject({
      done: true,
      stored: 1,
      duplicate: 0,
    });
    await expectExact();
  });
});
