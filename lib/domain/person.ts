import { canonicalAddress } from './address.ts';

/** An email address or a phone number of a person, spelled as it was given. */
export interface ContactPoint {
  value: string;
  type: string;
  isPrimary: boolean;
  /** `Valid`, `Invalid`, `Not Validated`: the sender's word, kept as it is. */
  status: string;
}

export interface PostalAddress {
  type: string;
  street: string;
  city: string;
  state: string;
  code: string;
  country: string;
}

export interface Collaborator {
  id: number;
  name: string | null;
  role: string | null;
}

export type CustomValue = string | number | boolean | null | string[];

/** What is known of a person. Texts that nobody gave are empty or `null`, lists empty. */
export interface PersonFields {
  firstName: string;
  lastName: string;
  stage: string;
  source: string;
  sourceUrl: string | null;
  contacted: boolean;
  price: number | null;
  prequalified: boolean;
  /** Follow Up Boss's 1 to 5: when the person means to buy. */
  timeframeId: number | null;
  assignedTo: string | null;
  assignedUserId: number | null;
  assignedPondId: number | null;
  assignedLenderName: string | null;
  assignedLenderId: number | null;
  collaborators: Collaborator[];
  tags: string[];
  emails: ContactPoint[];
  phones: ContactPoint[];
  addresses: PostalAddress[];
  background: string;
  picture: string | null;
  /** `customXxx` fields by their name … */
  custom: Record<string, CustomValue>;
  /** … and custom values by the id of their field, as the other spelling gives them. */
  customFields: { id: number; value: CustomValue }[];
}

export interface Person extends PersonFields {
  id: number;
  /** ms since the epoch. */
  created: number;
  updated: number;
  lastActivity: number;
}

/** What a caller says of a person; a field that is absent was not sent. */
export type PersonChange = Partial<PersonFields>;

export const SOURCE_UNSPECIFIED = '<unspecified>';
const STAGE_DEFAULT = 'Lead';
const STAGE_HIDDEN = 'Trash';

/** A person of whom nothing is known; also what a field is that an older record lacks. */
export const nobody: PersonFields = {
  firstName: '',
  lastName: '',
  stage: STAGE_DEFAULT,
  source: SOURCE_UNSPECIFIED,
  sourceUrl: null,
  contacted: false,
  price: null,
  prequalified: false,
  timeframeId: null,
  assignedTo: null,
  assignedUserId: null,
  assignedPondId: null,
  assignedLenderName: null,
  assignedLenderId: null,
  collaborators: [],
  tags: [],
  emails: [],
  phones: [],
  addresses: [],
  background: '',
  picture: null,
  custom: {},
  customFields: [],
};

/**
 * A new person. The first address and the first number are the primary ones, whatever was sent (Follow Up
 * Boss, POST /people).
 * @param now ms, for all three times
 */
export function newPerson(sent: PersonChange, id: number, now: number): Person {
  const person = { ...nobody, ...sent, id, created: now, updated: now, lastActivity: now };
  return {
    ...person,
    tags: distinct(person.tags, canonicalTag),
    emails: onePrimary(distinct(person.emails.map(notPrimary), canonicalEmail)),
    phones: onePrimary(distinct(person.phones.map(notPrimary), canonicalNumber)),
  };
}

/**
 * What is posted of somebody who is known: new addresses, numbers, tags are added, what is sent and not empty
 * overwrites, nothing is taken away, and the source stays unless there was none.
 * @returns the same object if it says nothing new
 */
export function mergePerson(person: Person, sent: PersonChange, now: number): Person {
  const simple = Object.fromEntries(Object.entries(sent).filter(([, value]) => !isEmpty(value)));
  const merged: Person = {
    ...person,
    ...simple,
    source: person.source === SOURCE_UNSPECIFIED ? (sent.source ?? person.source) : person.source,
    collaborators: distinct([...person.collaborators, ...(sent.collaborators ?? [])], ({ id }) => id),
    tags: distinct([...person.tags, ...(sent.tags ?? [])], canonicalTag),
    emails: onePrimary(distinct([...person.emails, ...(sent.emails ?? []).map(notPrimary)], canonicalEmail)),
    phones: onePrimary(distinct([...person.phones, ...(sent.phones ?? []).map(notPrimary)], canonicalNumber)),
    addresses: distinct([...person.addresses, ...(sent.addresses ?? [])], (address) =>
      JSON.stringify(address),
    ),
    custom: { ...person.custom, ...sent.custom },
    customFields: mergeCustomFields(person.customFields, sent.customFields ?? []),
  };
  return unlessSame(person, merged, now);
}

/**
 * A partial update: what is sent replaces what was there, lists as a whole. The source never changes; custom
 * values that aren't sent stay.
 * @returns the same object if nothing changes
 */
export function updatePerson(
  person: Person,
  sent: PersonChange,
  now: number,
  { mergeTags = false }: { mergeTags?: boolean } = {},
): Person {
  const updated: Person = {
    ...person,
    ...sent,
    source: person.source,
    tags: distinct([...(mergeTags ? person.tags : []), ...(sent.tags ?? person.tags)], canonicalTag),
    emails: sent.emails ? onePrimary(distinct(sent.emails, canonicalEmail)) : person.emails,
    phones: sent.phones ? onePrimary(distinct(sent.phones, canonicalNumber)) : person.phones,
    custom: { ...person.custom, ...sent.custom },
    customFields: mergeCustomFields(person.customFields, sent.customFields ?? []),
  };
  return unlessSame(person, updated, now);
}

export const nameOf = ({ firstName, lastName }: Pick<PersonFields, 'firstName' | 'lastName'>): string =>
  `${firstName} ${lastName}`.trim();

/** "Ann Mary Lee" is Ann, Mary Lee: the first word, and the rest. */
export function splitName(name: string): Pick<PersonFields, 'firstName' | 'lastName'> {
  const [firstName = '', ...rest] = name.trim().split(/\s+/);
  return { firstName, lastName: rest.join(' ') };
}

/** Whether lists leave the person out unless asked for it. */
export const isTrashed = ({ stage }: Pick<PersonFields, 'stage'>): boolean => stage === STAGE_HIDDEN;

export const primaryOf = (points: readonly ContactPoint[]): ContactPoint | undefined =>
  points.find(({ isPrimary }) => isPrimary) ?? points[0];

/** Numbers compare by their digits; the 1 that leads a number of North America is often left out. */
export function canonicalPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
}

const canonicalEmail = ({ value }: ContactPoint): string => canonicalAddress(value);
const canonicalNumber = ({ value }: ContactPoint): string => canonicalPhone(value);
const canonicalTag = (tag: string): string => tag.toLowerCase();
const notPrimary = (point: ContactPoint): ContactPoint => ({ ...point, isPrimary: false });

/** The first of those that compare equal. */
function distinct<T>(values: readonly T[], keyOf: (value: T) => unknown): T[] {
  const seen = new Set<unknown>();
  return values.filter((value) => {
    const key = keyOf(value);
    return !seen.has(key) && seen.add(key);
  });
}

/** The first that is said to be primary, else the first. */
function onePrimary(points: readonly ContactPoint[]): ContactPoint[] {
  const primary = primaryOf(points);
  return points.map((point) => ({ ...point, isPrimary: point === primary }));
}

function mergeCustomFields(
  known: PersonFields['customFields'],
  sent: PersonFields['customFields'],
): PersonFields['customFields'] {
  const byId = new Map([...known, ...sent].map(({ id, value }) => [id, value]));
  return [...byId].map(([id, value]) => ({ id, value }));
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

const unlessSame = (before: Person, after: Person, now: number): Person =>
  JSON.stringify(before) === JSON.stringify(after) ? before : { ...after, updated: now };
