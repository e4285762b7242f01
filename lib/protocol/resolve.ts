import { ownerAt } from '../domain/address.ts';
import type { QueuedEvent } from '../domain/chunk.ts';
import { CLOCK_DIFFERENCE_MS } from '../limits.ts';
import { readOwners } from '../store/addresses.ts';
import { readLastErasure } from '../store/last-erasure.ts';
import { readPeople } from '../store/people.ts';
import type { Table } from '../store/table.ts';

/**
 * Rule 1: the person each event's message went to, or nobody. Whom ingest saw is believed, be it named by the sender
 * or found by the address, unless somebody was erased since: then the person is looked up. Where ingest looked for
 * nobody, the address item keeps who has had it since when. So the answer is a function of what the event says and
 * the time of ingest, not of the moment of the attempt, and every attempt gets the same; all reads are strongly
 * consistent.
 *
 * @returns the persons by the events' positions; `undefined`: the event is skipped
 */
export async function resolve(
  table: Table,
  account: number,
  events: readonly QueuedEvent[],
): Promise<(number | undefined)[]> {
  const unseen = events.filter((event) => seenBy(event) === undefined);
  const [owners, erased] = await Promise.all([
    readOwners(table, account, [...new Set(unseen.map(({ recipient }) => recipient))]),
    unseen.length === events.length ? new Set<number>() : erasedOf(table, account, events),
  ]);
  return events.map((event) => {
    const person = seenBy(event);
    if (person === undefined) return ownerAt(owners.get(event.recipient) ?? [], event.received);
    return erased.has(person) ? undefined : person;
  });
}

/** Whom ingest made sure of. */
const seenBy = ({ person, seen }: QueuedEvent): number | undefined => person ?? seen;

/** Of the people that ingest saw, those who are no more. Of who was erased nothing is stored again (rule 25). */
async function erasedOf(
  table: Table,
  account: number,
  events: readonly QueuedEvent[],
): Promise<ReadonlySet<number>> {
  const last = await readLastErasure(table, account);
  const before = events.filter(({ received }) => received <= last + CLOCK_DIFFERENCE_MS);
  const seen = new Set(before.flatMap((event) => seenBy(event) ?? []));
  const people = await readPeople(table, account, [...seen], { consistent: true });
  return new Set(
    [...seen].filter((id) => {
      const person = people.get(id);
      return !person || person.erased;
    }),
  );
}
