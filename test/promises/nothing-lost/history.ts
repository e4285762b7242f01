// What was done and what was seen, in its order, and the two questions that Jepsen asks of such a history. They know
// nothing of the system.

/** Elements are the numbers of events. */
export type Op =
  /** A request was sent; nobody knows yet what became of it. */
  | { op: 'attempt'; elements: readonly number[] }
  /** It was answered with a 2xx. */
  | { op: 'accept'; elements: readonly number[] }
  /** A message of theirs left the queue for good: what became of them. */
  | { op: 'settle'; elements: readonly number[]; as: 'stored' | 'duplicate' | 'skipped' }
  /** Everything that a list has. */
  | { op: 'read'; elements: readonly number[] };

export interface QueueVerdict {
  accepted: number;
  stored: number;
  duplicate: number;
  skipped: number;
  /** Accepted, and neither settled nor held by a queue. */
  lost: number[];
  /** Settled, and never sent. */
  unexpected: number[];
}

/**
 * What was put in comes out: Jepsen's total-queue, at any moment.
 * https://github.com/jepsen-io/jepsen/blob/main/jepsen/src/jepsen/checker.clj
 * @param held what the queue holds at the end: waiting, in flight or dead
 */
export function checkTotalQueue(history: readonly Op[], held: ReadonlySet<number>): QueueVerdict {
  const [attempted, accepted] = [new Set<number>(), new Set<number>()];
  const settled = new Map<number, 'stored' | 'duplicate' | 'skipped'>();
  for (const op of history) {
    if (op.op === 'attempt') for (const element of op.elements) attempted.add(element);
    if (op.op === 'accept') for (const element of op.elements) accepted.add(element);
    // Who comes again is a duplicate of what was stored the first time.
    if (op.op === 'settle')
      for (const element of op.elements) if (settled.get(element) !== 'stored') settled.set(element, op.as);
  }
  const count = (as: string) =>
    [...settled].filter(([element, how]) => how === as && accepted.has(element)).length;
  return {
    accepted: accepted.size,
    stored: count('stored'),
    duplicate: count('duplicate'),
    skipped: count('skipped'),
    lost: [...accepted].filter((element) => !settled.has(element) && !held.has(element)),
    unexpected: [...settled.keys()].filter((element) => !attempted.has(element)),
  };
}

export interface SetVerdict {
  /** Known to be stored, and missing in a later read. */
  lost: number[];
  /** Seen once, and missing in a later read. */
  vanished: number[];
  /** Twice in one read. */
  repeated: number[];
}

/**
 * What was stored is read, from then on and once: Jepsen's set-full, with the strictest condition it has: an element
 * must be in every read that begins after it was settled.
 * @param belongs whether the list is to have it
 */
export function checkSetFull(history: readonly Op[], belongs: (element: number) => boolean): SetVerdict {
  const [known, seen] = [new Set<number>(), new Set<number>()];
  const verdict: SetVerdict = { lost: [], vanished: [], repeated: [] };
  for (const op of history) {
    if (op.op === 'settle' && op.as === 'stored') {
      for (const element of op.elements) if (belongs(element)) known.add(element);
    }
    if (op.op !== 'read') continue;
    const read = new Set(op.elements);
    if (read.size < op.elements.length) {
      verdict.repeated.push(...op.elements.filter((element, at) => op.elements.indexOf(element) !== at));
    }
    verdict.lost.push(...[...known].filter((element) => !read.has(element)));
    verdict.vanished.push(...[...seen].filter((element) => !read.has(element)));
    for (const element of read) seen.add(element);
  }
  return verdict;
}
