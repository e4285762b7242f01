import type { Chunk, QueuedEvent } from '../lib/domain/chunk.ts';
import type { Chain, StoredEvent, Submission } from '../lib/domain/event.ts';
import type { Suppression } from '../lib/domain/suppression.ts';

// What tests of the domain and the protocol start from: one message, one sender, a clock that stands still.

/** A Friday morning that is no round number in any unit. */
export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
export const SECOND_MS = 1_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export const PERSON = 7;
export const CAMPAIGN = 3;
export const ADDRESS = 'ann@example.com';

/** A `delivered` that the sender dated at the time of its ingest. */
export const aSubmission = (given: Partial<Submission> = {}): Submission => ({
  number: 1,
  word: 'delivered',
  created: NOW,
  dated: true,
  received: NOW,
  campaign: CAMPAIGN,
  recipient: ADDRESS,
  user: 1,
  ...given,
});

/** The same as its chain keeps it, under the tag `t0`. */
export function aStoredEvent(given: Partial<StoredEvent> = {}): StoredEvent {
  const { campaign, ...event } = aSubmission();
  return { ...event, tag: 't0', ...given };
}

/** A chain of one `delivered` that has been saved once. */
export const aChain = (given: Partial<Chain> = {}): Chain => ({
  person: PERSON,
  campaign: CAMPAIGN,
  version: 't0.1',
  events: [aStoredEvent()],
  ...given,
});

/** The only event of a request, to an address. */
export const aQueuedEvent = (given: Partial<QueuedEvent> = {}): QueuedEvent => ({
  ...aSubmission(),
  position: 0,
  ...given,
});

/** A request of one event, without a receipt. */
export const aChunk = (given: Partial<Chunk> = {}): Chunk => ({
  account: 1,
  received: NOW,
  events: [aQueuedEvent()],
  ...given,
});

/** A bounce an hour ago, in another campaign. */
export const aSuppression = (given: Partial<Suppression> = {}): Suppression => ({
  kind: 'bounce',
  person: PERSON,
  campaign: CAMPAIGN - 1,
  number: 100,
  created: NOW - HOUR_MS,
  ...given,
});
