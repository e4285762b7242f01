import { nameOf, type Person } from '../../domain/person.ts';
import { invalidField } from '../../http/issues.ts';

/** The order of `GET /v1/people`. Ids are given in the order of creation: so `created` is the order of ids too. */
export interface PeopleOrder {
  by: 'id' | keyof typeof comparisons;
  descending: boolean;
}

/** Made for the first list that goes by a text: it takes 10 ms, which a start can do without. */
let collator: Intl.Collator | undefined;
function compareTexts(a: string, b: string): number {
  collator ??= new Intl.Collator('en', { sensitivity: 'base' });
  return collator.compare(a, b);
}
const byText = (textOf: (person: Person) => string) => (a: Person, b: Person) =>
  compareTexts(textOf(a), textOf(b));
const byNumber = (numberOf: (person: Person) => number | null) => (a: Person, b: Person) =>
  (numberOf(a) ?? Number.NEGATIVE_INFINITY) - (numberOf(b) ?? Number.NEGATIVE_INFINITY) || 0;

const comparisons = {
  updated: byNumber(({ updated }) => updated),
  lastActivity: byNumber(({ lastActivity }) => lastActivity),
  name: byText(nameOf),
  firstName: byText(({ firstName }) => firstName),
  lastName: byText(({ lastName }) => lastName),
  stage: byText(({ stage }) => stage),
  price: byNumber(({ price }) => price),
};

/** What `sort` may name. */
export const orderNames = ['id', 'created', ...Object.keys(comparisons)];

const isComparison = (name: string): name is keyof typeof comparisons => Object.hasOwn(comparisons, name);

/**
 * The parameter `sort`: a field, with `-` in front for descending; newest first without it.
 * @throws ApiError `invalid` naming it
 */
export function parseOrder(sort = '-id'): PeopleOrder {
  const descending = sort.startsWith('-');
  const by = descending ? sort.slice(1) : sort;
  if (by === 'id' || by === 'created') return { by: 'id', descending };
  if (isComparison(by)) return { by, descending };
  throw invalidField('sort', `not one of ${orderNames.join(', ')}, with or without a leading '-'`);
}

/** People in this order; whoever compares equal by id. */
export function inOrder(people: readonly Person[], { by, descending }: PeopleOrder): Person[] {
  const byId = (a: Person, b: Person) => a.id - b.id;
  const compare = by === 'id' ? byId : comparisons[by];
  const sign = descending ? -1 : 1;
  return people.toSorted((a, b) => sign * (compare(a, b) || byId(a, b)));
}
