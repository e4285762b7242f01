import { AT_DELIVERY_MS, clickThatTells, isTrap, type Judged } from './machine.ts';
import { Clues } from './machine-clues.ts';
import { countBefore, extract, insert, type Span, type Spans } from './machine-spans.ts';

/**
 * How many opens and clicks of a message people made: those whose verdict isn't `yes`, by what `judge` says of
 * all events added so far, in whatever order. Each costs about O(log n), a robot's ten-thousandth too.
 */
export class HumanCounts {
  readonly #clues = new Clues();
  readonly #opens = new People();
  readonly #clicks = new People();
  #deliveredAt: number | undefined;

  /** @param known the earliest dated DELIVERED, ms, where it isn't added */
  constructor(known: { deliveredAt?: number } = {}) {
    this.#deliveredAt = known.deliveredAt;
  }

  get opens(): number {
    return this.#opens.countSince((this.#deliveredAt ?? Number.NEGATIVE_INFINITY) + AT_DELIVERY_MS);
  }

  get clicks(): number {
    return this.#clicks.countSince(this.#deliveredAt ?? Number.NEGATIVE_INFINITY);
  }

  /** The earliest dated DELIVERED, ms. */
  get deliveredAt(): number | undefined {
    return this.#deliveredAt;
  }

  /**
   * Counts one more event. For what it changes, the events added before may be just those within
   * NEIGHBOURHOOD_MS of it; for a DELIVERED they are all there are.
   *
   * @returns what it changes, earlier events included: below zero where it gives machines away
   */
  add(event: Judged): { opens: number; clicks: number } {
    const { opens, clicks } = this;
    this.#count(event);
    return { opens: this.opens - opens, clicks: this.clicks - clicks };
  }

  #count(event: Judged): void {
    const { type, created, dated } = event;
    const { traps, bursts, beforeBursts } = this.#clues;
    if (type === 'DELIVERED' && dated) this.#deliveredAt = Math.min(created, this.#deliveredAt ?? created);
    if (type === 'OPEN') this.#opens.add(event, [traps, bursts, beforeBursts]);
    if (type === 'CLICK') this.#clicks.add(event, [traps, bursts]);
    const click = clickThatTells(event);
    if (!click) return;
    const machines = this.#clues.add(click);
    for (const span of machines.opens) this.#opens.remove(span);
    for (const span of machines.clicks) this.#clicks.remove(span);
  }
}

/** Opens, or clicks, that no rule takes for a machine's but perhaps the one about the delivery (rule 9). */
class People {
  /** A person's, whenever. */
  #certain = 0;
  /** Times of the others, in order. */
  readonly #times: number[] = [];

  /** @param machines when machines were at work */
  add(event: Judged, machines: readonly Spans[]): void {
    const { decided, network } = event.evidence ?? {};
    if (decided?.verdict === 'yes') return;
    if (decided?.verdict === 'no') this.#certain++;
    else if (isTrap(event) || network === 'certain') return;
    else if (!event.dated) this.#certain++;
    else if (!machines.some((spans) => spans.has(event.created))) insert(this.#times, event.created);
  }

  /** Those of this time turn out to be a machine's. */
  remove(span: Span): void {
    extract(this.#times, span);
  }

  countSince(time: number): number {
    return this.#certain + this.#times.length - countBefore(this.#times, time);
  }
}
