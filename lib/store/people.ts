import { isTrashed, type Person } from '../domain/person.ts';
import { ApiError } from '../errors.ts';
import { TRANSACTION_ACTIONS_MAX } from '../limits.ts';
import { putIfNew, putIfVersion } from './actions.ts';
import { type Item, numberOf } from './attributes.ts';
import { personKey } from './keys.ts';
import { contactActions, contactKeysOf, type Leads, noContacts } from './person-addresses.ts';
import {
  type PersonHead,
  parsePersonHead,
  parsePersonItem,
  type StoredPerson,
  toPersonItem,
  toTombstone,
} from './person-items.ts';
import { readAll } from './read-all.ts';
import type { Table } from './table.ts';
import { countAction } from './totals.ts';
import { transact } from './transact.ts';

export type { PersonHead, StoredPerson };

/** Heads of people by id, deleted ones included; those that never were are absent. */
export async function readPeople(
  table: Table,
  account: number,
  ids: readonly number[],
  { consistent = false }: { consistent?: boolean } = {},
): Promise<Map<number, PersonHead>> {
  const items = await readItems(table, account, ids, consistent);
  return new Map(items.map((item) => [numberOf(item, 'id'), parsePersonHead(item)]));
}

/** People by id, strongly consistent; deleted ones are absent. */
export async function getPeople(
  table: Table,
  account: number,
  ids: readonly number[],
): Promise<Map<number, StoredPerson>> {
  const items = await readItems(table, account, ids, true);
  const live = items.filter((item) => !item.deleted);
  return new Map(live.map((item) => [numberOf(item, 'id'), parsePersonItem(item)]));
}

/** One person, strongly consistent; nothing if deleted. */
export async function getPerson(
  table: Table,
  account: number,
  id: number,
): Promise<StoredPerson | undefined> {
  return (await getPeople(table, account, [id])).get(id);
}

/** What a write starts from: whom the addresses and numbers it touches lead to, and when it happens. */
export interface PersonWrite {
  leads: Leads;
  /** ms since the epoch. */
  now: number;
}

/**
 * Writes a new person, with what leads to it, in one transaction.
 * @param write `leads` of all its addresses and numbers
 * @returns whether it was written: not if somebody else took one of them since
 * @throws ApiError `invalid` if it is too large
 */
export async function insertPerson(
  table: Table,
  account: number,
  person: Person,
  { leads, now }: PersonWrite,
): Promise<boolean> {
  const after = contactKeysOf(person);
  const refused = await transact(table, [
    putIfNew(table, toPersonItem(account, person, 1)),
    ...contactActions(table, account, person.id, { before: noContacts, after, leads, now }),
    countAction(table, account, 'people', person.id, 1),
    ...trashActions(table, account, person.id, false, isTrashed(person)),
  ]);
  return !refused;
}

/**
 * Writes a person over what was read. Addresses and numbers that went are free, those that came lead to it
 * unless they lead to somebody else.
 * @param write `leads` of its addresses and numbers before and after
 * @returns whether it was written: not if person or addresses changed since they were read
 * @throws ApiError `invalid` if it is too large, or changes too much at once
 */
export async function replacePerson(
  table: Table,
  account: number,
  { person: before, version }: StoredPerson,
  person: Person,
  { leads, now }: PersonWrite,
): Promise<boolean> {
  const actions = [
    putIfVersion(table, toPersonItem(account, person, version + 1), version),
    ...contactActions(table, account, person.id, {
      before: contactKeysOf(before),
      after: contactKeysOf(person),
      leads,
      now,
    }),
    ...trashActions(table, account, person.id, isTrashed(before), isTrashed(person)),
  ];
  if (actions.length > TRANSACTION_ACTIONS_MAX) {
    throw new ApiError(
      'invalid',
      "Too many changes of 'emails' and 'phones' at once: please change the one first, then the other.",
    );
  }
  return !(await transact(table, actions));
}

/**
 * Deletes a person: what stays is that there was one, from when until when, without anything personal, for 30 days
 * whose address it was, and the chains.
 * @param write `leads` of its addresses and numbers; `erase` if nothing shall stay, as rule 25 goes on to make sure
 * @returns whether it was written: not if person or addresses changed since they were read
 */
export async function deletePerson(
  table: Table,
  account: number,
  { person, version }: StoredPerson,
  { leads, now, erase = false }: PersonWrite & { erase?: boolean },
): Promise<boolean> {
  const { id } = person;
  const before = contactKeysOf(person);
  const refused = await transact(table, [
    putIfVersion(table, toTombstone(account, person, version + 1, { deleted: now, erased: erase }), version),
    ...contactActions(table, account, id, { before, after: noContacts, leads, now, erase }),
    countAction(table, account, 'people', id, -1),
    ...trashActions(table, account, id, isTrashed(person), false),
  ]);
  return !refused;
}

async function readItems(
  table: Table,
  account: number,
  ids: readonly number[],
  consistent: boolean,
): Promise<Item[]> {
  const keys = ids.map((id) => personKey(account, id));
  return (await readAll(table, keys, { consistent })).filter((item) => item !== undefined);
}

/** Lists leave the stage "Trash" out, so their total needs to know how many are in it. */
const trashActions = (table: Table, account: number, id: number, before: boolean, after: boolean) =>
  before === after ? [] : [countAction(table, account, 'trashed', id, after ? 1 : -1)];
