import { type Chain, factOf, type StoredEvent, type Submission } from '../domain/event.ts';

/** What is known of a stored event under another tag: does it count? `busy`: its owner may yet commit. */
export type Settlement = 'counted' | 'not-counted' | 'busy';

/** What linking made of a submission. */
export interface Linked {
  /** `stored`: its own submission is in the chain; `duplicate`: another that says the same is. */
  as: 'stored' | 'duplicate';
  /** Who counts it: my commit, or an earlier one. `left-alone`: nobody yet, its message has to come back. */
  countedBy: 'me' | 'another' | 'left-alone';
}

/** What linking has to know of its attempt. */
export interface LinkingAttempt {
  tag: string;
  /** What is known of a stored event under another tag; `undefined` if nothing yet. */
  settlementOf: (event: StoredEvent) => Settlement | undefined;
  /** Rule 17: whether my commit has room for one more event that brings its own hour. */
  mayTakeOver: (event: StoredEvent) => boolean;
}

export interface LinkedChain {
  /** The chain's events afterwards, in the order they were stored. */
  events: StoredEvent[];
  /** Whether there is anything to save. */
  changed: boolean;
  /** By the submissions' numbers; none for what has to be settled first, nor for what failed. */
  linked: Map<number, Linked>;
  /** Stored events that have to be settled before their submissions can be linked. */
  unsettled: StoredEvent[];
  /** Submissions whose linking threw: they fail their own message only. */
  failed: Map<number, unknown>;
}

/**
 * Rules 4 to 6: puts submissions into their chain. Pure; every decision to write is guarded by the chain's
 * version, every decision not to write rests on final facts.
 *
 * - Rule 4: each is looked up in its chain by its own number first, then by the fact it states. If neither is
 *   there, it is appended under my tag.
 * - Rule 5: found under my tag, it is mine (a lost acknowledgment, or a twin in this batch): my commit counts it
 *   and its message depends on that. It is never "a duplicate" that needs nothing.
 * - Rule 6: found under another tag, by number or by fact, that event is settled first. Counted: nothing is
 *   written. Not counted: its tag is replaced by mine in place, and my commit counts it.
 *
 * @param past events of the chain that stand in pages, as far as a submission may be among them
 */
export function link(
  chain: Chain,
  past: readonly StoredEvent[],
  submissions: readonly Submission[],
  attempt: LinkingAttempt,
): LinkedChain {
  const result: LinkedChain = {
    events: [...chain.events],
    changed: false,
    linked: new Map(),
    unsettled: [],
    failed: new Map(),
  };
  const known = { past: new Positions(past), own: new Positions(chain.events) };
  for (const submission of submissions) {
    try {
      linkOne(submission, known, result, attempt);
    } catch (error) {
      result.failed.set(submission.number, error);
    }
  }
  return result;
}

function linkOne(
  submission: Submission,
  known: { past: Positions; own: Positions },
  result: LinkedChain,
  attempt: LinkingAttempt,
): void {
  const { number } = submission;
  // Pages hold only what is counted, so they decide even where a stale load shows the event in the item too.
  if (known.past.has(number)) {
    result.linked.set(number, { as: 'stored', countedBy: 'another' });
    return;
  }
  if (!known.own.has(number) && known.past.find(submission) !== undefined) {
    result.linked.set(number, { as: 'duplicate', countedBy: 'another' });
    return;
  }
  const position = known.own.find(submission);
  const hit = position === undefined ? undefined : result.events[position];
  if (position === undefined || hit === undefined) {
    const { campaign, ...event } = submission;
    known.own.add(event, result.events.length);
    result.events.push({ ...event, tag: attempt.tag });
    result.changed = true;
    result.linked.set(number, { as: 'stored', countedBy: 'me' });
    return;
  }
  const as = hit.number === number ? 'stored' : 'duplicate';
  if (hit.tag === attempt.tag) {
    result.linked.set(number, { as, countedBy: 'me' });
    return;
  }
  const settlement = attempt.settlementOf(hit);
  if (settlement === undefined) {
    result.unsettled.push(hit);
  } else if (settlement === 'counted') {
    result.linked.set(number, { as, countedBy: 'another' });
  } else if (settlement === 'not-counted' && attempt.mayTakeOver(hit)) {
    result.events[position] = { ...hit, tag: attempt.tag };
    result.changed = true;
    result.linked.set(number, { as, countedBy: 'me' });
  } else {
    result.linked.set(number, { as, countedBy: 'left-alone' });
  }
}

/** Where a chain's events stand, by number and by fact. */
class Positions {
  private readonly byNumber = new Map<number, number>();
  private readonly byFact = new Map<string, number>();

  constructor(events: readonly StoredEvent[]) {
    events.forEach((event, position) => {
      this.add(event, position);
    });
  }

  add(event: Omit<StoredEvent, 'tag'>, position: number): void {
    this.byNumber.set(event.number, position);
    const fact = factOf(event);
    if (fact !== undefined && !this.byFact.has(fact)) this.byFact.set(fact, position);
  }

  has(number: number): boolean {
    return this.byNumber.has(number);
  }

  find(submission: Submission): number | undefined {
    const own = this.byNumber.get(submission.number);
    if (own !== undefined) return own;
    const fact = factOf(submission);
    return fact === undefined ? undefined : this.byFact.get(fact);
  }
}
