import { describe, expect, it } from 'vitest';
import {
  type ContactPoint,
  canonicalPhone,
  mergePerson,
  nameOf,
  newPerson,
  nobody,
  type PersonChange,
  primaryOf,
  splitName,
  updatePerson,
} from '../../lib/domain/person.ts';

const NOW = Date.UTC(2026, 0, 2);
const LATER = NOW + 1_000;
const point = (value: string, given: Partial<ContactPoint> = {}): ContactPoint => ({
  value,
  type: 'home',
  isPrimary: false,
  status: 'Not Validated',
  ...given,
});
const ann = newPerson(
  {
    firstName: 'Ann',
    emails: [point('Ann@example.com')],
    phones: [point('(555) 123-4567')],
    tags: ['Buyer'],
    custom: { customPet: 'cat' },
    customFields: [{ id: 1, value: 'a' }],
  },
  7,
  NOW,
);

describe('a new person', () => {
  it('is a lead of unspecified source unless something else was sent', () => {
    expect(newPerson({}, 7, NOW)).toEqual({
      ...nobody,
      id: 7,
      created: NOW,
      updated: NOW,
      lastActivity: NOW,
    });
    expect(nobody).toMatchObject({ stage: 'Lead', source: '<unspecified>', contacted: false });
  });

  it('has its first address as the primary one, and each address once', () => {
    const emails = [
      point('a@example.com'),
      point('A@Example.com'),
      point('b@example.com', { isPrimary: true }),
    ];
    const person = newPerson({ emails }, 7, NOW);
    expect(person.emails.map(({ value, isPrimary }) => [value, isPrimary])).toEqual([
      ['a@example.com', true],
      ['b@example.com', false],
    ]);
  });
});

describe('a merge', () => {
  it.each<[string, PersonChange]>([
    ['nothing', {}],
    ['the same address in another case', { emails: [point('ANN@EXAMPLE.COM')] }],
    ['the same number in another spelling', { phones: [point('+1 555 123 4567')] }],
    ['the same tag in another case', { tags: ['buyer'] }],
    ['empty fields', { firstName: '', price: null, tags: [], emails: [] }],
    ['the same custom values', { custom: { customPet: 'cat' }, customFields: [{ id: 1, value: 'a' }] }],
  ])('with %s changes nothing', (_, sent) => expect(mergePerson(ann, sent, LATER)).toBe(ann));

  it('adds addresses, numbers, tags and custom values, and overwrites what is sent', () => {
    const merged = mergePerson(
      ann,
      {
        firstName: 'Anna',
        lastName: 'Lee',
        stage: 'Closed',
        emails: [point('anna@example.org', { isPrimary: true })],
        phones: [point('5559999999')],
        tags: ['seller'],
        custom: { customAge: 5 },
        customFields: [
          { id: 1, value: 'b' },
          { id: 2, value: 'c' },
        ],
      },
      LATER,
    );
    expect(merged).toMatchObject({
      id: 7,
      created: NOW,
      updated: LATER,
      firstName: 'Anna',
      lastName: 'Lee',
      stage: 'Closed',
      tags: ['Buyer', 'seller'],
      custom: { customPet: 'cat', customAge: 5 },
      customFields: [
        { id: 1, value: 'b' },
        { id: 2, value: 'c' },
      ],
    });
    expect(merged.emails.map(({ value, isPrimary }) => [value, isPrimary])).toEqual([
      ['Ann@example.com', true],
      ['anna@example.org', false],
    ]);
    expect(merged.phones).toHaveLength(2);
  });

  it('gives a source only to a person without one', () => {
    const merged = mergePerson(ann, { source: 'Zillow' }, LATER);
    expect(merged.source).toBe('Zillow');
    expect(mergePerson(merged, { source: 'Website' }, LATER)).toBe(merged);
  });
});

describe('an update', () => {
  it('replaces what is sent, lists as a whole, and nothing else', () => {
    const updated = updatePerson(
      ann,
      { lastName: 'Lee', emails: [point('b@example.com')], tags: ['x'] },
      LATER,
    );
    expect(updated).toEqual({
      ...ann,
      lastName: 'Lee',
      emails: [point('b@example.com', { isPrimary: true })],
      tags: ['x'],
      updated: LATER,
    });
  });

  it('can empty fields and lists', () => {
    const updated = updatePerson(ann, { firstName: '', emails: [], phones: [], tags: [] }, LATER);
    expect(updated).toMatchObject({ firstName: '', emails: [], phones: [], tags: [] });
  });

  it('keeps the tags there are if asked to', () =>
    expect(updatePerson(ann, { tags: ['buyer', 'x'] }, LATER, { mergeTags: true }).tags).toEqual([
      'Buyer',
      'x',
    ]));

  it('takes the address that is said to be primary', () => {
    const emails = [point('a@example.com'), point('b@example.com', { isPrimary: true })];
    expect(primaryOf(updatePerson(ann, { emails }, LATER).emails)?.value).toBe('b@example.com');
  });

  it('never changes the source', () => expect(updatePerson(ann, { source: 'Zillow' }, LATER)).toBe(ann));

  it('of nothing new changes nothing', () =>
    expect(
      updatePerson(ann, { firstName: 'Ann', tags: ['Buyer'], custom: { customPet: 'cat' } }, LATER),
    ).toBe(ann));
});

describe('a name', () => {
  it.each([
    ['Ann Mary Lee', 'Ann', 'Mary Lee'],
    ['  Ann   Lee ', 'Ann', 'Lee'],
    ['Ann', 'Ann', ''],
    ['', '', ''],
  ])('%j is split after its first word', (name, firstName, lastName) =>
    expect(splitName(name)).toEqual({ firstName, lastName }),
  );

  it('is first and last name, whatever there is of them', () => {
    expect(nameOf({ firstName: 'Ann', lastName: 'Lee' })).toBe('Ann Lee');
    expect(nameOf({ firstName: '', lastName: 'Lee' })).toBe('Lee');
  });
});

describe('a number', () => {
  it.each([
    ['(555) 123-4567', '5551234567'],
    ['+1 555.123.4567', '5551234567'],
    ['+49 30 1234567', '49301234567'],
    ['no digits', ''],
  ])('%j compares as %j', (phone, digits) => expect(canonicalPhone(phone)).toBe(digits));
});
