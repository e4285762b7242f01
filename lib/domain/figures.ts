import type { StoredEvent } from './event.ts';
import type { Word } from './event-types.ts';

/**
 * What a set of events adds up to, by name: how many events (`open`), how many messages have such events
 * (`messages:open`). Only what isn't zero is there.
 */
export type Figures = Record<string, number>;

export const messagesWith = (word: Word): string => `messages:${word}`;

/** The figures of one message after one more event. `before` is left as it is. */
function advance(before: Figures, { word }: StoredEvent): Figures {
  return { ...before, [word]: (before[word] ?? 0) + 1, [messagesWith(word)]: 1 };
}

/**
 * Rule 16: what a message's events add up to, all of them, in the order they were stored.
 * @param past what those before them add up to
 */
export const foldEvents = (events: readonly StoredEvent[], past: Figures = {}): Figures =>
  events.reduce(advance, past);

/**
 * Rule 16: what the events under `tag` contribute: the fold with each less the fold without it, in stored
 * order over all events. Whoever computes it gets the same, and all contributions add up to the fold.
 * @param past what the events before these add up to, none of which is under `tag`
 */
export function contributionOf(events: readonly StoredEvent[], tag: string, past: Figures = {}): Figures {
  const total: Figures = {};
  let before = past;
  for (const event of events) {
    const after = advance(before, event);
    if (event.tag === tag) addFigures(total, after, before);
    before = after;
  }
  return total;
}

/** Adds `after - before` to `total`, leaving out what comes to zero. */
export function addFigures(total: Figures, after: Figures, before: Figures = {}): void {
  for (const name of new Set([...Object.keys(after), ...Object.keys(before)])) {
    const difference = (after[name] ?? 0) - (before[name] ?? 0);
    if (difference !== 0) total[name] = (total[name] ?? 0) + difference;
    if (total[name] === 0) delete total[name];
  }
}
