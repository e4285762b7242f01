import { nobody, type Person, type PersonFields, primaryOf } from '../domain/person.ts';
import { ApiError } from '../errors.ts';
import { PERSON_BYTES_MAX } from '../limits.ts';
import { type Item, number, numberOf, text, toKey } from './attributes.ts';
import { personKey } from './keys.ts';
import { packText, unpackText } from './packed-text.ts';

/** A later reader knows by it how to read an item. */
const FORMAT = 1;

/** What events need of a person; also of one that was deleted. */
export interface PersonHead {
  id: number;
  /** ms since the epoch. */
  created: number;
  /** When the person was deleted. */
  deleted?: number;
  /** Deleted without a trace: nothing is theirs any more, whatever time it is from (rule 25). */
  erased?: true;
  /** The primary address, as it was given. */
  address?: string;
}

/** A person as it was read, with what a write needs to know that nobody else has written since. */
export interface StoredPerson {
  person: Person;
  version: number;
}

type Heading = Pick<Person, 'id' | 'created'>;
type PersonDocument = PersonFields & Pick<Person, 'lastActivity'>;

const heading = (account: number, { id, created }: Heading, version: number): Item => ({
  ...toKey(personKey(account, id)),
  format: number(FORMAT),
  version: number(version),
  id: number(id),
  created: number(created),
});

/** A person as an item. @throws ApiError `invalid` if it is too large, naming the largest field */
export function toPersonItem(account: number, person: Person, version: number): Item {
  const { id, created, updated, ...document } = person;
  const address = primaryOf(person.emails)?.value;
  const json = JSON.stringify(document satisfies PersonDocument);
  if (Buffer.byteLength(json) > PERSON_BYTES_MAX) throw tooLarge(document);
  return {
    ...heading(account, person, version),
    updated: number(updated),
    ...(address !== undefined && { address: text(address) }),
    document: packText(json),
  };
}

/** What stays of a deleted person. `deleted` in ms; `erased` if nothing shall be found of them any more. */
export const toTombstone = (
  account: number,
  person: Heading,
  version: number,
  { deleted, erased }: { deleted: number; erased: boolean },
): Item => ({
  ...heading(account, person, version),
  deleted: number(deleted),
  ...(erased && { erased: { BOOL: true } }),
});

export const parsePersonHead = (item: Item): PersonHead => ({
  id: numberOf(item, 'id'),
  created: numberOf(item, 'created'),
  ...(item.deleted && { deleted: numberOf(item, 'deleted') }),
  ...(item.erased?.BOOL && { erased: true }),
  ...(item.address?.S !== undefined && { address: item.address.S }),
});

export const parsePersonItem = (item: Item): StoredPerson => ({
  person: {
    ...nobody,
    ...(JSON.parse(unpackText(item.document)) as PersonDocument),
    id: numberOf(item, 'id'),
    created: numberOf(item, 'created'),
    updated: numberOf(item, 'updated'),
  },
  version: numberOf(item, 'version'),
});

/** Names the field that takes the most room. */
function tooLarge(document: PersonDocument): ApiError {
  const sizes = Object.entries(document).map(([field, value]) => ({
    field,
    size: JSON.stringify(value).length,
  }));
  const { field } = sizes.reduce((largest, next) => (next.size > largest.size ? next : largest));
  const kilobytes = PERSON_BYTES_MAX / 1_024;
  return new ApiError(
    'invalid',
    `Invalid field '${field}': with it the person has more than ${kilobytes} KB.`,
  );
}
