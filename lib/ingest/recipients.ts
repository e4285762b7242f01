import { canonicalAddress, changedLately, currentOwner } from '../domain/address.ts';
import { readOwners } from '../store/addresses.ts';
import { readPeople } from '../store/people.ts';
import type { Table } from '../store/table.ts';
import type { EventDraft } from './event-draft.ts';

/** What ingest found out about an event's recipient. */
export interface FoundRecipient {
  /** Nobody has the address, or there is no such person. Final: every later attempt skips the event. */
  missing: boolean;
  /** The address of a person who was named without one. */
  address?: string;
  /** Whom the address leads to. */
  person?: number;
  /** The address changed hands so lately that its history alone may say another (rule 1). */
  changedLately?: true;
}

/**
 * Looks up the recipients of a request's events, strongly consistent: one BatchGetItem for each 100 addresses.
 * @param now time of ingest, ms
 * @returns one for each draft, by position
 */
export async function findRecipients(
  table: Table,
  account: number,
  drafts: readonly EventDraft[],
  now: number,
): Promise<FoundRecipient[]> {
  const addresses = drafts.flatMap(({ person, recipient }) =>
    person === undefined && recipient !== undefined ? [recipient] : [],
  );
  const [owners, named] = await Promise.all([
    readOwners(table, account, [...new Set(addresses)]),
    findNamed(table, account, drafts),
  ]);
  return drafts.map((draft, position) => {
    if (draft.person !== undefined) return named[position] as FoundRecipient;
    const ownerships = owners.get(draft.recipient ?? '') ?? [];
    const owner = currentOwner(ownerships);
    if (owner === undefined) return { missing: true };
    return { missing: false, person: owner, ...(changedLately(ownerships, now) && { changedLately: true }) };
  });
}

/**
 * Only the people that events name, and the addresses of those named without one: with
 * `Prefer: respond-async` nothing else is looked up.
 */
export async function findNamed(
  table: Table,
  account: number,
  drafts: readonly EventDraft[],
): Promise<FoundRecipient[]> {
  const ids = new Set(drafts.flatMap(({ person }) => (person === undefined ? [] : [person])));
  const people = await readPeople(table, account, [...ids], { consistent: true });
  return drafts.map(({ person, recipient }) => {
    if (person === undefined) return { missing: false };
    const head = people.get(person);
    if (!head || head.deleted !== undefined) return { missing: true };
    return {
      missing: false,
      ...(recipient === undefined && { address: canonicalAddress(head.address ?? '') }),
    };
  });
}
