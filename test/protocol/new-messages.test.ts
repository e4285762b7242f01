import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { QueuedEvent } from '../../lib/domain/chunk.ts';
import type { Word } from '../../lib/domain/event-types.ts';
import { readChains } from '../../lib/store/whole-chains.ts';
import { aQueuedEvent } from '../factories.ts';
import { audit } from './audit.ts';
import { Faults } from './faults.ts';
import { ACCOUNT, messageOf, openRig, type Rig, START } from './rig.ts';

let rig: Rig;
let campaign = 0;
let number = 0;

beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());
beforeEach(() => {
  campaign++;
});

const everybody = Array.from({ length: 120 }, (_, n) => n + 1);

/** What befell each of the messages of one campaign, of which ingest saw who got them. */
const toAll = (word: Word, people: readonly number[] = everybody) =>
  people.map(
    (person): QueuedEvent =>
      aQueuedEvent({
        ...{ number: ++number, word, campaign, recipient: `p${person}@example.com`, seen: person },
        ...{ created: START, received: START, dated: true },
      }),
  );

/** Delivers them in one message. @returns the calls that were made */
async function deliver(events: readonly QueuedEvent[]): Promise<string[]> {
  const faults = new Faults(() => undefined);
  expect(await rig.deliver([messageOf(`m${++number}`, events)], faults)).toEqual(new Set());
  return faults.calls;
}

const reads = (calls: readonly string[]) => calls.filter((call) => call === 'BatchGetItem').length;

/** Everybody's, or these people's chains say so, and each event in the table is counted once. */
async function expectEach(words: readonly Word[], people = everybody): Promise<void> {
  const messages = people.map((person) => ({ person, campaign }));
  const chains = await readChains(rig.table, ACCOUNT, messages, { consistent: true });
  expect(chains.map(({ events }) => events.map(({ word }) => word))).toEqual(people.map(() => words));
  const { journal, stored, tallies, folds } = await audit(rig.embedded);
  expect(journal).toEqual(stored);
  expect(tallies).toEqual(folds);
}

describe('messages that are likely new', () => {
  it('are not looked for, but for a few of them', async () => {
    // When somebody was last erased, and the few.
    expect(reads(await deliver(toAll('delivered')))).toBe(2);
    await expectEach(['delivered']);
  });

  it('are looked for if any of the few is known', async () => {
    const first = toAll('SENT');
    await deliver(first);
    expect(reads(await deliver(toAll('DELIVERED')))).toBeGreaterThan(3);
    await expectEach(['SENT', 'DELIVERED']);
    const calls = await deliver(first);
    expect(calls).not.toContain('BatchExecuteStatement');
    await expectEach(['SENT', 'DELIVERED']);
  });

  it.each<[string, Word, Word[]]>([
    ['tell of something else', 'delivered', ['SENT', 'delivered']],
    ['are repeats', 'SENT', ['SENT']],
  ])('come out the same where some that are known %s', async (_, word, words) => {
    // None of whom is looked for.
    const known = [2, 3, 50, 119];
    await deliver(toAll('SENT', known));
    await deliver(toAll(word));
    await expectEach(words, known);
    await expectEach(
      [word],
      everybody.filter((person) => !known.includes(person)),
    );
  });

  it('are looked for where nobody tells of their sending', async () => {
    await deliver(toAll('SENT'));
    expect(reads(await deliver(toAll('open')))).toBeGreaterThan(2);
    await expectEach(['SENT', 'open']);
  });
});
