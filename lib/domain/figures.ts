import type { StoredEvent } from './event.ts';
import { type ListedWord, listedAs, typesOf, type Word } from './event-types.ts';
import { judgedAs } from './judged.ts';
import { HumanCounts } from './machine-counts.ts';

/**
 * What a set of events adds up to, by name: how many events (`open`), how many messages have such events
 * (`messages:open`), how many of the events a machine made (`machine:open`), how many messages have such events
 * by machines alone (`machine:messages:open`). Only what isn't zero is there.
 */
export type Figures = Record<string, number>;

export const messagesWith = (word: ListedWord): string => `messages:${word}`;
/** Of a figure, what machines made. */
export const byMachines = (name: string): string => `machine:${name}`;

/** What a chain's pages hold, for whoever adds to it: what it adds up to, and the events near the new ones. */
export interface Foundation {
  figures: Figures;
  /** When the first event says the message was delivered, ms. */
  delivered?: number | undefined;
  /** Those within `NEIGHBOURHOOD_MS` of what is added, at least. */
  events: readonly StoredEvent[];
}

/** The names under which an event counts: Follow Up Boss's word for it, else its type. */
export function figuresOf(word: Word): string[] {
  const listed = listedAs(word);
  if (listed === undefined) return [...typesOf(word)];
  // Its one word `delivered` says both that it was sent and that it was delivered.
  return word === 'delivered' ? ['SENT', listed] : [listed];
}

/**
 * Rule 16: what a message's events add up to, all of them, in the order they were stored.
 * @param past what is there before them
 */
export function foldEvents(events: readonly StoredEvent[], past?: Foundation): Figures {
  const fold = new Fold(past);
  for (const event of events) fold.add(event);
  return fold.figures;
}

/**
 * Rule 16: what the events under `tag` contribute: the fold with each less the fold without it, in stored
 * order over all events. Whoever computes it gets the same, and all contributions add up to the fold.
 * @param past what is there before these events, none of it under `tag`
 */
export function contributionOf(events: readonly StoredEvent[], tag: string, past?: Foundation): Figures {
  const total: Figures = {};
  const fold = new Fold(past);
  for (const event of events) {
    const before = event.tag === tag ? { ...fold.figures } : {};
    fold.add(event);
    if (event.tag === tag) addFigures(total, fold.figures, before);
  }
  return total;
}

/** What events add up to, one after the other. */
class Fold {
  readonly figures: Figures;
  private readonly human: HumanCounts;

  constructor(past: Foundation = { figures: {}, events: [] }) {
    this.figures = { ...past.figures };
    this.human = new HumanCounts({ ...(past.delivered !== undefined && { deliveredAt: past.delivered }) });
    for (const event of past.events) this.judge(event);
  }

  add(event: StoredEvent): void {
    const { figures } = this;
    const listed = listedAs(event.word);
    for (const name of figuresOf(event.word)) figures[name] = (figures[name] ?? 0) + 1;
    if (listed) figures[messagesWith(listed)] = 1;
    const change = this.judge(event);
    if (!change) return;
    this.countMachines('open', (listed === 'open' ? 1 : 0) - change.opens);
    this.countMachines('click', (listed === 'click' ? 1 : 0) - change.clicks);
  }

  private judge(event: StoredEvent): { opens: number; clicks: number } | undefined {
    const judged = judgedAs(event);
    return judged && this.human.add(judged);
  }

  private countMachines(word: 'open' | 'click', change: number): void {
    const { figures } = this;
    const machines = (figures[byMachines(word)] ?? 0) + change;
    const alone = machines > 0 && machines === figures[word];
    set(figures, byMachines(word), machines);
    set(figures, byMachines(messagesWith(word)), alone ? 1 : 0);
  }
}

function set(figures: Figures, name: string, value: number): void {
  if (value === 0) delete figures[name];
  else figures[name] = value;
}

/** Adds `after - before` to `total`, leaving out what comes to zero. */
export function addFigures(total: Figures, after: Figures, before: Figures = {}): void {
  for (const name of new Set([...Object.keys(after), ...Object.keys(before)])) {
    const difference = (after[name] ?? 0) - (before[name] ?? 0);
    if (difference !== 0) total[name] = (total[name] ?? 0) + difference;
    if (total[name] === 0) delete total[name];
  }
}
