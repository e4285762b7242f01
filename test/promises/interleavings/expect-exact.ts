import { expect } from 'vitest';
import type { QueuedEvent } from '../../../lib/domain/chunk.ts';
import { suppressionKind } from '../../../lib/domain/suppression.ts';
import { readReceipt } from '../../../lib/store/receipts.ts';
import { auditItems } from '../../protocol/audit.ts';
import { ACCOUNT } from '../../protocol/rig.ts';
import { factOf, personOfAddress } from './fact.ts';
import { RECEIPT, type Submitted } from './submissions.ts';
import type { World } from './world.ts';

/**
 * The whole truth about what was submitted: each fact is stored once and counted once, what it forbids is noted
 * once, and each receipt says what became of its events.
 */
export async function expectExact(
  world: World,
  { chunks }: Submitted,
  before: readonly QueuedEvent[],
  receiptLives: boolean,
): Promise<void> {
  const found = auditItems(await world.items());
  expect(found.journal, 'the journal has what is stored').toEqual(found.stored);
  expect(found.tallies, 'the tallies are the folds').toEqual(found.folds);

  const stored = found.chains.flatMap(({ person, campaign, events }) =>
    events.map((event) => ({ ...event, person, campaign })),
  );
  const sent = chunks.flat();
  const known = [...before, ...sent].flatMap((event) => {
    const person = personOfAddress(event.recipient);
    return person === undefined ? [] : [{ ...event, person }];
  });
  const facts = new Set(known.map(factOf));
  expect(stored.map(factOf).sort(), 'each fact is stored once').toEqual([...facts].sort());

  const suppressions = stored.flatMap(({ word, recipient, number }) => {
    const kind = suppressionKind(word);
    return kind ? [`${recipient}.${kind}.${number}`] : [];
  });
  expect(found.suppressions, 'each suppression is noted once').toEqual(suppressions.sort());

  if (!receiptLives) return;
  const numbers = new Set(stored.map(({ number }) => number));
  const own = sent.filter(({ number }) => numbers.has(number)).length;
  const skipped = sent.filter(({ recipient }) => personOfAddress(recipient) === undefined);
  expect(await readReceipt(world.table, ACCOUNT, RECEIPT, 0), 'the receipt says what became of all').toEqual({
    id: RECEIPT,
    done: true,
    received: sent.length,
    stored: own,
    duplicate: sent.length - skipped.length - own,
    skippedEvents: skipped.map(({ position }) => position),
  });
}
