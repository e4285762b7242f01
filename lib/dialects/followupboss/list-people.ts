import * as z from 'zod/mini';
import { isTrashed, type Person } from '../../domain/person.ts';
import { ApiError } from '../../errors.ts';
import type { ApiAnswer, ApiRequest } from '../../http/api.ts';
import { invalidField } from '../../http/issues.ts';
import { lastNumber } from '../../store/counters.ts';
import { getPeople } from '../../store/people.ts';
import { leadsTo, readLeads } from '../../store/person-addresses.ts';
import type { Table } from '../../store/table.ts';
import { readTotal } from '../../store/totals.ts';
import { type WalkCursor, walk } from '../../store/walk.ts';
import { collection } from './collection.ts';
import { askedKeys } from './contact-point.ts';
import { parseId } from './ids.ts';
import { type Page, parsePage } from './paging.ts';
import { parseFilters } from './person-filters.ts';
import { inOrder, type PeopleOrder, parseOrder } from './person-order.ts';
import { parseFields, renderPerson } from './render-person.ts';

/** Ids of one `id=1,2,…`: as many as a page can show. */
const IDS_MAX = 100;

/** Orders other than by id read everybody; up to here that takes about a second. */
const SORTED_PEOPLE_MAX = 2_000;
/** The same with room for people deleted since, whose ids are read too. */
const SORTED_IDS_MAX = 5 * SORTED_PEOPLE_MAX;

const whole = z.int().check(z.positive());
const cursorSchema = z.union([
  z.object({ sinceId: whole, skip: z.optional(whole) }),
  z.object({ offset: whole }),
]);
type Cursor = z.output<typeof cursorSchema>;

interface Asked {
  account: number;
  page: Page<Cursor>;
  order: PeopleOrder;
  /** Looks at each person; `filtered` says whether it does more than to hide the trash. */
  wanted: (person: Person) => boolean;
  filtered: boolean;
  includeTrash: boolean;
}

interface PeopleList {
  people: Person[];
  offset: number;
  total: number | null;
  next?: Cursor | undefined;
}

/**
 * `GET /v1/people`. By id, address or number it is a look-up; in the order of ids a walk, which looks at 2,500
 * people a page at most; in any other order it reads everybody, which only a small account can afford.
 */
export async function listPeople(table: Table, request: ApiRequest): Promise<ApiAnswer> {
  const { query, caller } = request;
  const page = parsePage(request, cursorSchema);
  const order = parseOrder(query.sort || undefined);
  const filter = parseFilters(query);
  const includeTrash = /^(1|true)$/i.test(query.includeTrash ?? '');
  const wanted = (person: Person) => (includeTrash || !isTrashed(person)) && (!filter || filter(person));
  const asked = {
    account: caller.account,
    page,
    order,
    wanted,
    filtered: filter !== undefined,
    includeTrash,
  };

  const list =
    query.id || query.email || query.phone
      ? await lookUp(table, query, asked)
      : order.by === 'id'
        ? await walkThrough(table, asked)
        : await sortAll(table, asked);
  const fields = parseFields(query.fields);
  const rows = list.people.map((person) => renderPerson(person, fields));
  return { status: 200, body: collection(request, 'people', rows, { ...page, ...list }) };
}

async function lookUp(table: Table, query: Record<string, string>, asked: Asked): Promise<PeopleList> {
  const { id, email, phone } = query;
  const sets = await Promise.all([
    ...(id ? [parseIds(id)] : []),
    ...(email ? [find(table, asked.account, email, '')] : []),
    ...(phone ? [find(table, asked.account, '', phone)] : []),
  ]);
  const ids = sets.reduce((all, some) => all.filter((one) => some.includes(one)));
  return slice(await readWanted(table, ids, asked), asked);
}

function parseIds(text: string): number[] {
  const ids = [...new Set(text.split(',').map((one) => parseId(one.trim())))];
  if (ids.length > IDS_MAX) throw invalidField('id', `more than ${IDS_MAX} ids`);
  return ids.map((one) => {
    if (one === undefined) throw invalidField('id', 'not a list of ids');
    return one;
  });
}

async function find(table: Table, account: number, email: string, phone: string): Promise<number[]> {
  const keys = askedKeys(email, phone);
  const match = leadsTo(await readLeads(table, account, keys), keys);
  return match ? [match.person] : [];
}

async function walkThrough(table: Table, asked: Asked): Promise<PeopleList> {
  const { account, page, order, filtered, includeTrash, wanted } = asked;
  const after = page.after as WalkCursor | undefined;
  const [highest, total] = await Promise.all([
    lastNumber(table, account, 'person'),
    filtered ? null : totalOf(table, account, includeTrash),
  ]);
  const { rows, next } = await walk({
    after: after?.sinceId ?? (order.descending ? highest + 1 : 0),
    last: order.descending ? 1 : highest,
    direction: order.descending ? -1 : 1,
    limit: page.limit,
    skip: after?.skip ?? page.offset,
    read: (ids) => readLive(table, account, ids),
    wanted,
  });
  return { people: rows, offset: page.offset, total, next };
}

async function totalOf(table: Table, account: number, includeTrash: boolean): Promise<number> {
  const people = await readTotal(table, account, 'people');
  return includeTrash ? people : people - (await readTotal(table, account, 'trashed'));
}

async function sortAll(table: Table, asked: Asked): Promise<PeopleList> {
  const { account, order } = asked;
  const [highest, total] = await Promise.all([
    lastNumber(table, account, 'person'),
    readTotal(table, account, 'people'),
  ]);
  if (total > SORTED_PEOPLE_MAX || highest > SORTED_IDS_MAX) {
    throw new ApiError(
      'invalid',
      `Invalid field 'sort': '${order.by}' sorts up to ${SORTED_PEOPLE_MAX} people and the account has more; use 'id' or 'created'.`,
    );
  }
  const ids = Array.from({ length: highest }, (_, position) => position + 1);
  return slice(await readWanted(table, ids, asked), asked);
}

const readLive = async (table: Table, account: number, ids: number[]): Promise<Map<number, Person>> =>
  new Map([...(await getPeople(table, account, ids))].map(([id, { person }]) => [id, person]));

async function readWanted(table: Table, ids: number[], { account, wanted }: Asked): Promise<Person[]> {
  return [...(await readLive(table, account, ids)).values()].filter(wanted);
}

/** The page of a list that is at hand as a whole. */
function slice(people: Person[], { page, order }: Asked): PeopleList {
  const { after, limit } = page;
  const offset = after && 'offset' in after ? after.offset : page.offset;
  const end = offset + limit;
  return {
    people: inOrder(people, order).slice(offset, end),
    offset,
    total: people.length,
    next: end < people.length ? { offset: end } : undefined,
  };
}
