import { mergePerson, newPerson, type Person, type PersonChange } from '../domain/person.ts';
import { takeNumbers } from './counters.ts';
import { deletePerson, getPerson, insertPerson, replacePerson } from './people.ts';
import { contactKeysOf, leadsTo, readLeads } from './person-addresses.ts';
import type { Table } from './table.ts';
import { untilWritten } from './until-written.ts';

/** What a post means if one of its addresses or numbers leads to somebody already. */
export type Duplicates =
  | 'merge' // the post is about that person: add to it
  | 'keep' // give that person back as it is
  | 'create'; // another person all the same; addresses and numbers keep leading to the first

/**
 * Makes a person, or merges into the one that has one of the addresses or numbers, also among concurrent
 * posts: who loses a race looks again and finds the winner.
 * @param check looks at a merged person before it is written, and throws if it can't be
 */
export async function postPerson(
  table: Table,
  account: number,
  sent: PersonChange,
  { duplicates, now: start, check }: { duplicates: Duplicates; now: number; check: (person: Person) => void },
): Promise<{ person: Person; created: boolean }> {
  const keys = contactKeysOf(sent);
  let id: number | undefined;
  return untilWritten(start, async (now) => {
    const leads = await readLeads(table, account, keys);
    const match = duplicates === 'create' ? undefined : leadsTo(leads, keys);
    if (match) {
      const stored = await getPerson(table, account, match.person);
      // Deleted between the two reads: its addresses are free by now.
      if (!stored) return undefined;
      const merged = duplicates === 'keep' ? stored.person : mergePerson(stored.person, sent, now);
      if (merged === stored.person) return { person: merged, created: false };
      check(merged);
      const written = await replacePerson(table, account, stored, merged, { leads, now });
      return written ? { person: merged, created: false } : undefined;
    }
    id ??= await takeNumbers(table, account, 'person');
    const person = newPerson(sent, id, now);
    return (await insertPerson(table, account, person, { leads, now }))
      ? { person, created: true }
      : undefined;
  });
}

/**
 * Changes a person; of two concurrent changes none is lost.
 * @param change gives the person as it shall be at that time, the same object for no change
 * @param start ms since the epoch
 * @returns the person as it is then; `null` if there is none
 */
export function changePerson(
  table: Table,
  account: number,
  id: number,
  change: (person: Person, now: number) => Person,
  start: number,
): Promise<Person | null> {
  return untilWritten(start, async (now) => {
    const stored = await getPerson(table, account, id);
    if (!stored) return null;
    const changed = change(stored.person, now);
    if (changed === stored.person) return changed;
    const leads = await readLeads(table, account, bothKeys(stored.person, changed));
    return (await replacePerson(table, account, stored, changed, { leads, now })) ? changed : undefined;
  });
}

/**
 * Deletes a person and frees what leads to it.
 * @param start ms since the epoch
 * @returns whether there was one
 */
export function removePerson(table: Table, account: number, id: number, start: number): Promise<boolean> {
  return untilWritten(start, async (now) => {
    const stored = await getPerson(table, account, id);
    if (!stored) return false;
    const leads = await readLeads(table, account, contactKeysOf(stored.person));
    return (await deletePerson(table, account, stored, { leads, now })) || undefined;
  });
}

function bothKeys(before: Person, after: Person) {
  const [was, is] = [contactKeysOf(before), contactKeysOf(after)];
  return {
    addresses: [...new Set([...was.addresses, ...is.addresses])],
    phones: [...new Set([...was.phones, ...is.phones])],
  };
}
