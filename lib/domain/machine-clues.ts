import { around, countWhile, extract, insert, type Span, Spans } from './machine-spans.ts';

/** Rule 7: three different links within two seconds; people take 8 to 24 s between clicks … */
export const BURST_MS = 2_000;
/** … or two within one, in a mail that has so many links that a scanner takes longer over them. */
const SHORT_BURST_MS = 1_000;
/** Rule 7: a scanner fetches the pixel first, in the median 33 s before its clicks (craft-campaign#546). */
export const BEFORE_BURST_MS = 60_000;
/** Rule 6: what happens so close to a click that only a machine can make (mautic#9798). */
export const NEAR_TRAP_MS = 10_000;

/** A click whose sender said when it happened. */
export interface DatedClick {
  created: number;
  url?: string;
  /** Its link is one that only machines see. */
  trap: boolean;
  /** Its mail is known to have many links. */
  manyLinks: boolean;
}

interface Link {
  created: number;
  link: number;
  manyLinks: boolean;
}

/**
 * What a message's clicks tell about when a machine was at work. Clicks come in any order, one after the other:
 * whatever the order, the same stretches of time come out, and they only grow.
 */
export class Clues {
  /** Within 10 s of a trap: whoever is active then is a machine. */
  readonly traps = new Spans();
  /** Stretches of 2 s (or 1 s) with clicks on more links than a person follows in them. */
  readonly bursts = new Spans();
  /** From 60 s before a click in a burst up to that click. */
  readonly beforeBursts = new Spans();

  readonly #links: Link[] = [];
  readonly #numbers = new Map<string, number>();
  /** Times of clicks in no burst as yet. */
  readonly #calm: number[] = [];

  /** @returns the stretches of time in which clicks, or opens, are a machine's from now on */
  add(click: DatedClick): { clicks: Span[]; opens: Span[] } {
    const bursts = this.#completedBy(click).filter((span) => !this.bursts.cover(span));
    for (const span of bursts) this.bursts.add(span);
    insert(this.#calm, click.created);
    const before = [around(click.created, 0), ...bursts].flatMap((span) => this.#beforeClicksOf(span));
    for (const span of before) this.beforeBursts.add(span);
    const near = click.trap ? [around(click.created, NEAR_TRAP_MS)] : [];
    for (const span of near) this.traps.add(span);
    return { clicks: [...near, ...bursts], opens: [...near, ...bursts, ...before] };
  }

  /** The time before clicks that have turned out to be in a burst, as a stretch: they lie less than 60 s apart. */
  #beforeClicksOf(span: Span): Span[] {
    if (!this.bursts.cover(span)) return [];
    const times = extract(this.#calm, span);
    const [first, last] = [times[0], times.at(-1)];
    return first === undefined || last === undefined ? [] : [{ from: first - BEFORE_BURST_MS, to: last }];
  }

  /**
   * The bursts that a click is part of, of those that are as short as possible: any other lies within these.
   * A click in the middle of a burst can't widen it and isn't kept, so that a robot's thousands stay cheap.
   */
  #completedBy({ created, url, manyLinks }: DatedClick): Span[] {
    if (url === undefined || this.bursts.cover(around(created, BURST_MS))) return [];
    const link = this.#numbers.get(url) ?? this.#numbers.size;
    this.#numbers.set(url, link);
    const click: Link = { created, link, manyLinks };
    const position = countWhile(this.#links, (each) => each.created < created);
    if (this.#isKnown(click, position)) return [];
    this.#links.splice(position, 0, click);

    const before = this.#nearest(click, position, -1);
    const after = this.#nearest(click, position, 1);
    const others = [...before.others, ...after.others];
    const long = others.flatMap((one, index) =>
      others
        .slice(index + 1)
        .filter((other) => other.link !== one.link)
        .flatMap((other) => stretches([one, click, other], BURST_MS)),
    );
    const short = [before.telling, after.telling].flatMap((other) =>
      other ? stretches([click, other], SHORT_BURST_MS) : [],
    );
    return [...long, ...short];
  }

  /** Whether a click at the same time on the same link has said it all. */
  #isKnown({ created, link, manyLinks }: Link, position: number): boolean {
    for (let index = position; this.#links[index]?.created === created; index++) {
      const other = this.#links[index] as Link;
      if (other.link === link && (other.manyLinks || !manyLinks)) return true;
    }
    return false;
  }

  /**
   * The clicks on the two nearest other links on one side, and the nearest that makes a short burst with this one;
   * not beyond those two, which make a burst that is longer.
   */
  #nearest(click: Link, position: number, step: 1 | -1): { others: Link[]; telling?: Link } {
    const others: Link[] = [];
    let telling: Link | undefined;
    for (let index = position + step; others.length < 2; index += step) {
      const other = this.#links[index];
      if (!other || Math.abs(other.created - click.created) > BURST_MS) break;
      if (other.link === click.link) continue;
      if (other.link !== others[0]?.link) others.push(other);
      if (click.manyLinks || other.manyLinks) telling ??= other;
    }
    return { others, ...(telling && { telling }) };
  }
}

/** All the time that lies within a stretch so long with all of these clicks, if there is such a stretch. */
function stretches(clicks: readonly Link[], ms: number): Span[] {
  const times = clicks.map(({ created }) => created);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  return last - first <= ms ? [{ from: last - ms, to: first + ms }] : [];
}
