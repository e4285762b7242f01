import { ownerAt } from '../domain/address.ts';
import type { QueuedEvent } from '../domain/chunk.ts';
import { CLOCK_DIFFERENCE_MS } from '../limits.ts';
import { readOwners } from '../store/addresses.ts';
import { type PersonHead, readPeople } from '../store/people.ts';
import type { Table } from '../store/table.ts';

/**
 * Rule 1: the person each event's message went to, or nobody. It is a function of the address (or the person
 * named) and the time of ingest, not of the moment of the attempt, so that every attempt gets the same answer:
 * the reads are strongly consistent, and the address item keeps who has had it since when.
 *
 * @returns the persons by the events' positions; `undefined`: the event is skipped
 */
export async function resolve(
  table: Table,
  account: number,
  events: readonly QueuedEvent[],
): Promise<(number | undefined)[]> {
  const addresses = new Set(events.flatMap(({ person, recipient }) => (person ? [] : [recipient])));
  const named = new Set(events.flatMap(({ person }) => (person ? [person] : [])));
  const [owners, people] = await Promise.all([
    readOwners(table, account, [...addresses]),
    readPeople(table, account, [...named], { consistent: true }),
  ]);
  return events.map(({ person, recipient, received, seen }) =>
    person === undefined
      ? ownerAt(owners.get(recipient) ?? [], received, seen)
      : existedAt(people.get(person), received)
        ? person
        : undefined,
  );
}

/** Of who was erased nothing is stored any more, from whatever time it is (rule 25). */
const existedAt = (person: PersonHead | undefined, time: number): boolean =>
  person !== undefined &&
  !person.erased &&
  person.created - CLOCK_DIFFERENCE_MS <= time &&
  time < (person.deleted ?? Number.POSITIVE_INFINITY) + CLOCK_DIFFERENCE_MS;
