import { ERASED, type Ownership } from '../domain/address.ts';
import type { StoredEvent } from '../domain/event.ts';
import type { Person } from '../domain/person.ts';
import { suppressionKind } from '../domain/suppression.ts';
import { readOwners } from '../store/addresses.ts';
import { formerAddressesOf } from '../store/former-addresses.ts';
import { getPeople, readPeople } from '../store/people.ts';
import { contactKeysOf } from '../store/person-addresses.ts';
import { type PersonPart, walkParts } from '../store/person-parts.ts';
import { type AddressSuppression, readSuppressions } from '../store/suppressions.ts';
import type { Table } from '../store/table.ts';

/** An address that a person has, or had and is still known to have had; ms. */
export interface HeldAddress {
  address: string;
  since: number;
  until?: number;
}

/** Of a person what their erasure takes away, or a page of it. */
export interface PersonExport {
  /** Absent if deleted, and on later pages. */
  person?: Person;
  /** When the person was deleted, ms. */
  deleted?: number;
  addresses: HeldAddress[];
  suppressions: AddressSuppression[];
  /** Parts of chains in the order of the table, those of one chain together; an event may stand in two of them. */
  chains: { campaign: number; events: StoredEvent[] }[];
  /** Kept answers to requests with an `Idempotency-Key`. */
  answers: unknown[];
  /** Where the next page starts; absent on the last. */
  next?: string;
}

/**
 * Reads what is known of a person, also of who was deleted; nothing if nobody is known, or is any more.
 * @param after where a page starts, as the one before said
 * @param bytesMax room for parts, as `bytesOf` says how much one takes; one at least is given
 */
export async function readPersonExport(
  table: Table,
  account: number,
  id: number,
  { after, bytesMax, bytesOf }: { after?: string; bytesMax: number; bytesOf: (part: PersonPart) => number },
): Promise<PersonExport | undefined> {
  const head = (await readPeople(table, account, [id], { consistent: true })).get(id);
  if (!head || head.erased) return undefined;
  const [people, former] = await Promise.all([
    head.deleted === undefined ? getPeople(table, account, [id]) : undefined,
    formerAddressesOf(table, account, id),
  ]);
  const person = people?.get(id)?.person;
  const own = new Set([...contactKeysOf(person ?? {}).addresses, ...former]);
  const parts: PersonPart[] = [];
  let bytes = 0;
  let next: string | undefined;
  for await (const part of walkParts(table, account, id, after)) {
    bytes += bytesOf(part);
    const last = parts.at(-1);
    if (last && bytes > bytesMax) {
      next = last.place;
      break;
    }
    parts.push(part);
  }
  const others = recipientsOf(parts).filter((address) => !own.has(address));
  // What is told once is told on the first page; what chains lead to, with them.
  const asked = after === undefined ? [...own, ...others] : others;
  const owners = await readOwners(table, account, asked);
  return {
    ...(after === undefined && person && { person }),
    ...(head.deleted !== undefined && { deleted: head.deleted }),
    addresses: asked.flatMap((address) => heldBy(id, address, owners.get(address) ?? [])),
    suppressions: await readTheirs(table, account, { id, own, asked, owners, parts }),
    chains: joined(parts),
    answers: parts.flatMap((part) => (part.kind === 'answer' ? [part.answer] : [])),
    ...(next !== undefined && { next }),
  };
}

const eventsIn = (parts: readonly PersonPart[]): StoredEvent[] =>
  parts.flatMap((part) => (part.kind === 'messages' ? part.events : []));

const recipientsOf = (parts: readonly PersonPart[]): string[] => [
  ...new Set(eventsIn(parts).flatMap(({ recipient }) => (recipient === '' ? [] : [recipient]))),
];

const heldBy = (id: number, address: string, owners: readonly Ownership[]): HeldAddress[] =>
  owners.flatMap(({ person, from, until }) =>
    person === id ? [{ address, since: from, ...(until !== undefined && { until }) }] : [],
  );

interface Asked {
  id: number;
  own: ReadonlySet<string>;
  asked: readonly string[];
  owners: ReadonlyMap<string, Ownership[]>;
  parts: readonly PersonPart[];
}

/** What befell the person's addresses; of addresses that are somebody else's only what the person's mail did. */
async function readTheirs(
  table: Table,
  account: number,
  { id, own, asked, owners, parts }: Asked,
): Promise<AddressSuppression[]> {
  const noted = new Set(
    eventsIn(parts).flatMap(({ word, recipient }) => (suppressionKind(word) ? [recipient] : [])),
  );
  const addresses = asked.filter((address) => own.has(address) || noted.has(address));
  const found = await readSuppressions(table, account, addresses);
  return [...found].flatMap(([address, suppressions]) => {
    const isTheirs =
      own.has(address) &&
      (owners.get(address) ?? []).every(({ person }) => person === id || person === ERASED);
    return suppressions
      .filter(({ person }) => isTheirs || person === id)
      .map((suppression) => ({ address, ...suppression }));
  });
}

/** Parts of one chain are neighbours; an event that moved between two of them while they were read is in both. */
function joined(parts: readonly PersonPart[]): PersonExport['chains'] {
  const chains = new Map<number, Map<number, StoredEvent>>();
  for (const part of parts) {
    if (part.kind !== 'messages') continue;
    const events = chains.get(part.campaign) ?? new Map<number, StoredEvent>();
    for (const event of part.events) events.set(event.number, event);
    chains.set(part.campaign, events);
  }
  return [...chains].map(([campaign, events]) => ({ campaign, events: [...events.values()] }));
}
