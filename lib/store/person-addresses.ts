import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  canonicalAddress,
  claimAddress,
  currentOwner,
  eraseOwner,
  type Ownership,
  releaseAddress,
} from '../domain/address.ts';
import { canonicalPhone, type PersonFields } from '../domain/person.ts';
import { ADDRESS_HISTORY_MS } from '../limits.ts';
import { put, putIfNew } from './actions.ts';
import { parseOwners, renderOwners } from './addresses.ts';
import { number, numberOf, text, textOf, timeToLive, toKey } from './attributes.ts';
import { addressKey, formerAddressKey, phoneKey } from './keys.ts';
import { readAll } from './read-all.ts';
import type { Table } from './table.ts';

/** A person's addresses and numbers, as they compare. */
export interface ContactKeys {
  addresses: string[];
  phones: string[];
}

export const noContacts: ContactKeys = { addresses: [], phones: [] };

export const contactKeysOf = ({
  emails,
  phones,
}: Partial<Pick<PersonFields, 'emails' | 'phones'>>): ContactKeys => ({
  addresses: [...new Set((emails ?? []).map(({ value }) => canonicalAddress(value)))],
  phones: [...new Set((phones ?? []).map(({ value }) => canonicalPhone(value)))],
});

/** Whom addresses and numbers lead to, as it was when they were read. Absent: to nobody, ever. */
export interface Leads {
  owners: Map<string, Ownership[]>;
  phones: Map<string, number>;
}

/** Reads whom addresses and numbers lead to, strongly consistent. */
export async function readLeads(table: Table, account: number, keys: ContactKeys): Promise<Leads> {
  const { addresses, phones } = keys;
  const items = await readAll(
    table,
    [
      ...addresses.map((address) => addressKey(account, address)),
      ...phones.map((phone) => phoneKey(account, phone)),
    ],
    { consistent: true },
  );
  const leads: Leads = { owners: new Map(), phones: new Map() };
  items.forEach((item, position) => {
    if (!item) return;
    const address = addresses[position];
    if (address !== undefined) leads.owners.set(address, parseOwners(textOf(item, 'owners')));
    else leads.phones.set(phones[position - addresses.length] as string, numberOf(item, 'person'));
  });
  return leads;
}

/** The person that one of the addresses leads to, else one of the numbers, in the order given. */
export function leadsTo(
  leads: Leads,
  { addresses, phones }: ContactKeys,
): { person: number; by: 'email' | 'phone' } | undefined {
  for (const address of addresses) {
    const person = currentOwner(leads.owners.get(address) ?? []);
    if (person !== undefined) return { person, by: 'email' };
  }
  for (const phone of phones) {
    const person = leads.phones.get(phone);
    if (person !== undefined) return { person, by: 'phone' };
  }
  return undefined;
}

/**
 * The actions that let addresses and numbers follow their person from `before` to `after`. What leads to
 * somebody else stays with them. Each action is refused if `leads` is no longer how it is.
 * @param change `erase` also takes the person out of the histories of the addresses that are given up
 */
export function contactActions(
  table: Table,
  account: number,
  person: number,
  { before, after, leads, now, erase = false }: ContactChange,
): TransactWriteItem[] {
  const ownersOf = (address: string) => leads.owners.get(address) ?? [];
  const release = erase ? eraseOwner : releaseAddress;
  return [
    ...without(before.addresses, after.addresses)
      .filter((address) => currentOwner(ownersOf(address)) === person)
      .flatMap((address) => [
        setOwners(table, account, address, leads, release(ownersOf(address), person, now)),
        putFormer(table, account, { person, address }, now),
      ]),
    ...without(after.addresses, before.addresses)
      .filter((address) => currentOwner(ownersOf(address)) === undefined)
      .map((address) =>
        setOwners(table, account, address, leads, claimAddress(ownersOf(address), person, now)),
      ),
    ...without(before.phones, after.phones)
      .filter((phone) => leads.phones.get(phone) === person)
      .map((phone) => freePhone(table, account, phone, person)),
    ...without(after.phones, before.phones)
      .filter((phone) => !leads.phones.has(phone))
      .map((phone) => putIfNew(table, { ...toKey(phoneKey(account, phone)), person: number(person) })),
  ];
}

export interface ContactChange {
  before: ContactKeys;
  after: ContactKeys;
  leads: Leads;
  /** ms */
  now: number;
  erase?: boolean;
}

/** The action that takes a person out of an address's history. Refused if that has changed since `leads`. */
export function eraseFromHistory(
  table: Table,
  account: number,
  { person, address, leads, now }: { person: number; address: string; leads: Leads; now: number },
): TransactWriteItem {
  const owners = eraseOwner(leads.owners.get(address) ?? [], person, now);
  return setOwners(table, account, address, leads, owners);
}

/** The action that keeps, for as long as the address does, that a person had an address. */
export const putFormer = (
  table: Table,
  account: number,
  { person, address }: { person: number; address: string },
  now: number,
): TransactWriteItem =>
  put(table, {
    ...toKey(formerAddressKey(account, person, address)),
    ttl: timeToLive(now + ADDRESS_HISTORY_MS),
  });

const without = (values: string[], others: string[]): string[] =>
  values.filter((value) => !others.includes(value));

/** Refused if the address has changed hands since `leads`. Without an owner it is forgotten after its history. */
function setOwners(
  table: Table,
  account: number,
  address: string,
  leads: Leads,
  owners: Ownership[],
): TransactWriteItem {
  const known = leads.owners.get(address);
  const last = owners.at(-1)?.until;
  const forget = last === undefined ? 'REMOVE #ttl' : ', #ttl = :ttl';
  return {
    Update: {
      TableName: table.name,
      Key: toKey(addressKey(account, address)),
      UpdateExpression: `SET #owners = :owners ${forget}`,
      ConditionExpression: known ? '#owners = :known' : 'attribute_not_exists(PK)',
      ExpressionAttributeNames: { '#owners': 'owners', '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':owners': text(renderOwners(owners)),
        ...(known && { ':known': text(renderOwners(known)) }),
        ...(last !== undefined && { ':ttl': timeToLive(last + ADDRESS_HISTORY_MS) }),
      },
    },
  };
}

const freePhone = (table: Table, account: number, phone: string, person: number): TransactWriteItem => ({
  Delete: {
    TableName: table.name,
    Key: toKey(phoneKey(account, phone)),
    ConditionExpression: 'person = :person',
    ExpressionAttributeValues: { ':person': number(person) },
  },
});
