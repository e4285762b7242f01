import type { QueuedEvent } from '../../../lib/domain/chunk.ts';
import { Random } from '../../blast/random.ts';
import { aQueuedEvent } from '../../factories.ts';
import { messageOf, START, type TestMessage } from '../../protocol/rig.ts';
import type { Said } from './scenario.ts';

const MINUTE_MS = 60_000;

/** Links that don't deflate: a chain of these twelve takes more than an item may. */
const links = Array.from({ length: 12 }, (_, n) => {
  const random = new Random(n);
  return `https://example.com/${Array.from({ length: 12 }, () => random.next().toString(36).slice(2)).join('')}`;
});
const linkOf = (n: number): string => links[n] ?? '';

/** Beyond these positions an address is nobody's. */
export const PEOPLE = 2;
export const personOf = (position: number): number => position + 1;
export const addressOf = (position: number): string => `p${personOf(position)}@example.com`;

/** Clicks in the message of person 0 in campaign 1 that were stored and counted before anybody meets. */
export const clicksBefore = (times: number): QueuedEvent[] =>
  Array.from({ length: times }, (_, n) => click(1_000 + n, n % 3, linkOf(n)));

/** What was submitted: a request in several chunks, one queue message each. */
export interface Submitted {
  chunks: QueuedEvent[][];
  messages: TestMessage[];
}

export const RECEIPT = 'r';

export function submit(said: readonly Said[][]): Submitted {
  let number = 0;
  const chunks = said.map((chunk) => chunk.map((one) => ({ ...eventOf(one, ++number), position: number })));
  const messages = chunks.map((events, chunk) => messageOf(`m${chunk}`, events, { id: RECEIPT, chunk }));
  return { chunks, messages };
}

function eventOf({ person, campaign, word, minute }: Said, number: number): QueuedEvent {
  const common = {
    campaign,
    recipient: addressOf(person),
    dated: minute !== undefined,
    // Half of the senders waited for ingest to look, which sees only who is there.
    ...(number % 2 === 1 && person < PEOPLE && { seen: personOf(person) }),
  };
  if (word === 'click') return { ...click(number, minute ?? 0, linkOf(minute ?? 0)), ...common };
  return aQueuedEvent({
    ...common,
    number,
    word,
    created: START + (minute ?? 0) * MINUTE_MS,
    received: START,
  });
}

/** Clicks said later repeat some of those before. */
const click = (number: number, minute: number, url: string): QueuedEvent =>
  aQueuedEvent({
    number,
    word: 'click',
    campaign: 1,
    recipient: addressOf(0),
    created: START + minute * MINUTE_MS,
    received: START,
    dated: true,
    url,
  });
