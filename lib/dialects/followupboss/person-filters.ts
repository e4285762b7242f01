import { nameOf, type Person } from '../../domain/person.ts';
import { invalidField } from '../../http/issues.ts';
import { isCustomName } from './custom-names.ts';
import { parseId } from './ids.ts';
import { parseTime } from './time.ts';

type Query = Record<string, string>;
type Wanted = (person: Person) => boolean;

/**
 * The filters of `GET /v1/people` that look at each person (those by id, address and number are look-ups).
 * @returns nothing if the query has none
 * @throws ApiError `invalid` naming the parameter
 */
export function parseFilters(query: Query): Wanted | undefined {
  for (const name of unsupported) {
    if (query[name]) throw invalidField(name, 'a filter that is not supported');
  }
  const wanted = Object.entries(query)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => filterOf(name)?.(value, name))
    .filter((filter) => filter !== undefined);
  return wanted.length === 0 ? undefined : (person) => wanted.every((filter) => filter(person));
}

/** They choose people by what isn't kept here. Ignoring them would give people nobody asked for. */
const unsupported = ['smartListId', 'listId', 'search'];

const filterOf = (name: string) =>
  Object.hasOwn(filters, name) ? filters[name] : isCustomName(name) ? custom : undefined;

type Filter = (value: string, name: string) => Wanted;

const contains =
  (textOf: (person: Person) => string): Filter =>
  (value) => {
    const part = value.toLowerCase();
    return (person) => textOf(person).toLowerCase().includes(part);
  };

const equals =
  (textOf: (person: Person) => string | null): Filter =>
  (value) =>
  (person) =>
    textOf(person)?.toLowerCase() === value.toLowerCase();

const hasId =
  (idOf: (person: Person) => number | null): Filter =>
  (value, name) => {
    const id = parseId(value);
    if (id === undefined) throw invalidField(name, 'not an id');
    return (person) => idOf(person) === id;
  };

const compared =
  (parse: (text: string) => number | undefined, problem: string) =>
  (numberOf: (person: Person) => number | null, matches: (found: number, asked: number) => boolean): Filter =>
  (value, name) => {
    const asked = parse(value);
    if (asked === undefined) throw invalidField(name, problem);
    return (person) => {
      const found = numberOf(person);
      return found !== null && matches(found, asked);
    };
  };

const time = compared(parseTime, 'not a date and time (ISO 8601)');
const amount = compared(
  (text) => (/^\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : undefined),
  'not a number',
);
const above = (found: number, asked: number) => found > asked;
const below = (found: number, asked: number) => found < asked;

const contacted: Filter = (value, name) => {
  const yes = /^(1|true)$/i.test(value);
  if (!yes && !/^(0|false)$/i.test(value)) throw invalidField(name, 'not true or false');
  return (person) => person.contacted === yes;
};

/** One of the tags is enough. */
const tags: Filter = (value) => {
  const asked = new Set(value.split(',').map((tag) => tag.trim().toLowerCase()));
  return (person) => person.tags.some((tag) => asked.has(tag.toLowerCase()));
};

const custom: Filter = (value, name) => (person) =>
  Object.hasOwn(person.custom, name) && String(person.custom[name]) === value;

const filters: Record<string, Filter> = {
  name: contains(nameOf),
  firstName: contains(({ firstName }) => firstName),
  lastName: contains(({ lastName }) => lastName),
  stage: equals(({ stage }) => stage),
  source: equals(({ source }) => source),
  assignedTo: equals(({ assignedTo }) => assignedTo),
  assignedUserId: hasId(({ assignedUserId }) => assignedUserId),
  assignedPondId: hasId(({ assignedPondId }) => assignedPondId),
  assignedLenderName: equals(({ assignedLenderName }) => assignedLenderName),
  assignedLenderId: hasId(({ assignedLenderId }) => assignedLenderId),
  contacted,
  tags,
  priceAbove: amount(({ price }) => price, above),
  priceBelow: amount(({ price }) => price, below),
  idGreaterThan: amount(({ id }) => id, above),
  idLessThan: amount(({ id }) => id, below),
  createdAfter: time(({ created }) => created, above),
  createdBefore: time(({ created }) => created, below),
  updatedAfter: time(({ updated }) => updated, above),
  updatedBefore: time(({ updated }) => updated, below),
  lastActivityAfter: time(({ lastActivity }) => lastActivity, above),
  lastActivityBefore: time(({ lastActivity }) => lastActivity, below),
};
