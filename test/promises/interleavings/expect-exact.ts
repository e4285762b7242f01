import { expect } from 'vitest';
import type { QueuedEvent } from '../../../lib/domain/chunk.ts';
import { suppressionKind } from '../../../lib/domain/suppression.ts';
import { readReceipt } from '../../../lib/store/receipts.ts';
import { auditItems } from '../../protocol/audit.ts';
import { ACCOUNT } from '../../protocol/rig.ts';
import type { submit } from './submissions.ts';
import { addressOf, personOf } from './submissions.ts';
import type { World } from './world.ts';

/**
 * The whole truth about what was submitted: each fact is stored once and counted once, what it forbids is noted
 * once, and each receipt says what became of its events.
 */
export async function expectExact(
  world: World,
  submitted: ReturnType<typeof submit>,
  before: readonly QueuedEvent[],
  receiptsAlive: boolean,
): Promise<void> {
  const found = auditItems(await world.items());
  expect(found.journal, 'the journal has what is stored').toEqual(found.stored);
  expect(found.tallies, 'the tallies are the folds').toEqual(found.folds);

  const stored = found.chains.flatMap(({ person, campaign, events }) =>
    events.map((event) => ({ ...event, person, campaign })),
  );
  const events = [...before, ...submitted.flatMap((one) => one.events)].filter(({ recipient }) =>
    personOfAddress(recipient),
  );
  expect(stored.map((event) => factOf(event.person, event)).sort(), 'each fact is stored once').toEqual(
    [...new Set(events.map((event) => factOf(personOfAddress(event.recipient) ?? 0, event)))].sort(),
  );

  const suppressions = stored.flatMap(({ word, recipient, number }) => {
    const kind = suppressionKind(word);
    return kind ? [`${recipient}.${kind}.${number}`] : [];
  });
  expect(found.suppressions, 'each suppression is noted once').toEqual(suppressions.sort());

  if (!receiptsAlive) return;
  const numbers = new Set(stored.map(({ number }) => number));
  for (const { receipt, events } of submitted) {
    const known = events.filter(({ recipient }) => personOfAddress(recipient));
    const own = known.filter(({ number }) => numbers.has(number)).length;
    expect(await readReceipt(world.table, ACCOUNT, receipt, 0), 'receipts say what became of events').toEqual(
      {
        id: receipt,
        done: true,
        received: events.length,
        stored: own,
        duplicate: known.length - own,
        skippedEvents: events.flatMap(({ recipient, position }) =>
          personOfAddress(recipient) ? [] : [position],
        ),
      },
    );
  }
}

const personOfAddress = (address: string): number | undefined =>
  [0, 1].filter((position) => addressOf(position) === address).map(personOf)[0];

/** What an event says, in the model's own words: without a time of its own each is a fact. */
const factOf = (
  person: number,
  {
    campaign,
    word,
    created,
    url,
    dated,
    number,
  }: Omit<QueuedEvent, 'position' | 'received' | 'recipient' | 'user'>,
): string => `${campaign} ${person} ${word} ${dated ? `${created} ${url ?? ''}` : `#${number}`}`;
