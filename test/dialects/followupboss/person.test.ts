import { describe, expect, it } from 'vitest';
import { parsePerson, refuseTooLong } from '../../../lib/dialects/followupboss/person.ts';
import { everyField, parseFields, renderPerson } from '../../../lib/dialects/followupboss/render-person.ts';
import { newPerson } from '../../../lib/domain/person.ts';

const point = (value: string, type: string) => ({ value, type, isPrimary: false, status: 'Not Validated' });

describe('a person is read', () => {
  it('as it was sent, and nothing that was not', () => {
    expect(parsePerson({})).toEqual({});
    expect(parsePerson({ firstName: ' Ann ', id: 5, created: 'x', unknown: {} })).toEqual({
      firstName: 'Ann',
    });
  });

  it.each([
    [{ name: 'Ann Mary Lee' }, { firstName: 'Ann', lastName: 'Mary Lee' }],
    [
      { name: 'Ann Lee', lastName: 'Smith' },
      { firstName: 'Ann', lastName: 'Smith' },
    ],
    [{ emails: ['ann@example.com'] }, { emails: [point('ann@example.com', 'home')] }],
    [{ emails: [{ value: ' ann@example.com ' }] }, { emails: [point('ann@example.com', 'home')] }],
    [
      { emails: [{ value: 'ann@example.com', type: 'work', isPrimary: 1, status: 'Valid' }] },
      { emails: [{ value: 'ann@example.com', type: 'work', isPrimary: true, status: 'Valid' }] },
    ],
    [
      { phones: ['5551234567', { value: '+49 30 1' }] },
      { phones: [point('5551234567', 'mobile'), point('+49 30 1', 'mobile')] },
    ],
    [
      { addresses: [{ street: '1 Main St', code: '90210', lat: 5 }] },
      { addresses: [{ type: 'home', street: '1 Main St', city: '', state: '', code: '90210', country: '' }] },
    ],
    [
      { contacted: 1, prequalified: 'false' },
      { contacted: true, prequalified: false },
    ],
    [
      { price: '250000', timeframeId: '3', assignedUserId: 4 },
      { price: 250_000, timeframeId: 3, assignedUserId: 4 },
    ],
    [
      { collaborators: [4, { id: 5, role: 'Agent' }] },
      {
        collaborators: [
          { id: 4, name: null, role: null },
          { id: 5, name: null, role: 'Agent' },
        ],
      },
    ],
    [{ picture: { small: 'https://x.example/a.png' } }, { picture: 'https://x.example/a.png' }],
    [
      { firstName: null, price: null, tags: null, stage: null, picture: null },
      { firstName: '', price: null, tags: [], picture: null },
    ],
    [
      { customPet: 'cat', customAge: 5, customNone: null, customer: 'x' },
      { custom: { customPet: 'cat', customAge: 5, customNone: null } },
    ],
    [{ customFields: [{ id: '42', value: 'Investor' }] }, { customFields: [{ id: 42, value: 'Investor' }] }],
  ])('%j', (body, sent) => expect(parsePerson(body)).toEqual(sent));
});

describe('a person is refused', () => {
  it.each([
    [null, 'The request body is not a JSON object.'],
    [[], 'The request body is not a JSON object.'],
    ['x', 'The request body is not a JSON object.'],
    [{ emails: 'ann@example.com' }, "Invalid field 'emails': not a list."],
    [{ emails: [{ value: 'ann' }] }, "Invalid field 'emails[0].value': not an email address."],
    [{ emails: ['a@example.com', 'ann'] }, "Invalid field 'emails[1]': not an email address."],
    [{ emails: [{ type: 'home' }] }, "Missing required field 'emails[0].value'."],
    [{ emails: [null] }, "Invalid field 'emails[0]': not a text or a JSON object."],
    [{ emails: [`${'a'.repeat(250)}@example.com`] }, "Invalid field 'emails[0]': more than 254 characters."],
    [{ emails: Array(26).fill('ann@example.com') }, "Invalid field 'emails': more than 25 entries."],
    [
      { emails: [{ value: 'ann@example.com', isPrimary: 'x' }] },
      "Invalid field 'emails[0].isPrimary': not true or false.",
    ],
    [{ phones: Array(26).fill('5551234567') }, "Invalid field 'phones': more than 25 entries."],
    [{ phones: ['call me'] }, "Invalid field 'phones[0]': not a phone number."],
    [{ tags: Array(101).fill('x') }, "Invalid field 'tags': more than 100 entries."],
    [{ tags: [''] }, "Invalid field 'tags[0]': empty."],
    [{ tags: 'x' }, "Invalid field 'tags': not a list."],
    [{ firstName: 5 }, "Invalid field 'firstName': not a text."],
    [{ lastName: 'x'.repeat(201) }, "Invalid field 'lastName': more than 200 characters."],
    [{ contacted: 2 }, "Invalid field 'contacted': not true or false."],
    [{ price: 'a lot' }, "Invalid field 'price': not a number."],
    [{ price: -1 }, "Invalid field 'price': less than 0."],
    [{ timeframeId: 6 }, "Invalid field 'timeframeId': greater than 5."],
    [{ assignedUserId: 1.5 }, "Invalid field 'assignedUserId': not a whole number."],
    [{ collaborators: ['x'] }, "Invalid field 'collaborators[0]': not a number or a JSON object."],
    [
      { customPet: { a: 1 } },
      "Invalid field 'customPet': not a text or a number or true or false or null or a list.",
    ],
    [{ customFields: { a: 1 } }, "Invalid field 'customFields': not a list."],
    [{ customFields: [{ value: 1 }] }, "Missing required field 'customFields[0].id'."],
    [
      { firstName: 5, emails: ['x'] },
      "Invalid field 'firstName': not a text. Invalid field 'emails[0]': not an email address.",
    ],
  ])('%j', (body, message) => expect(() => parsePerson(body)).toThrow(message));

  it('if what came together is too much', () => {
    const tags = Array.from({ length: 101 }, (_, position) => `tag ${position}`);
    expect(() => refuseTooLong({ tags })).toThrow("Invalid field 'tags': more than 100 entries together");
    expect(() => refuseTooLong({ tags: tags.slice(1) })).not.toThrow();
  });
});

describe('a person is given', () => {
  const person = newPerson(
    parsePerson({
      name: 'Ann Lee',
      emails: ['Ann@example.com', 'ann@example.org'],
      contacted: true,
      assignedUserId: 4,
      collaborators: [4],
      customPet: 'cat',
      customFields: [{ id: 42, value: 'Investor' }],
    }),
    7,
    Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  );

  it('in the shape of the live API', () => {
    expect(renderPerson(person, everyField)).toEqual({
      id: 7,
      created: '2026-01-02T03:04:05Z',
      updated: '2026-01-02T03:04:05Z',
      createdVia: 'API',
      lastActivity: '2026-01-02T03:04:05Z',
      name: 'Ann Lee',
      firstName: 'Ann',
      lastName: 'Lee',
      stage: 'Lead',
      source: '<unspecified>',
      sourceUrl: null,
      contacted: 1,
      price: null,
      prequalified: false,
      timeframeId: null,
      assignedTo: null,
      assignedUserId: 4,
      assignedPondId: null,
      assignedLenderName: null,
      assignedLenderId: null,
      collaborators: [{ id: 4, name: null, role: null, assigned: true }],
      tags: [],
      emails: [
        { value: 'Ann@example.com', type: 'home', isPrimary: 1, status: 'Not Validated' },
        { value: 'ann@example.org', type: 'home', isPrimary: 0, status: 'Not Validated' },
      ],
      phones: [],
      addresses: [],
      background: '',
      picture: null,
      customFields: [{ id: 42, value: 'Investor' }],
      customPet: 'cat',
    });
  });

  it.each([
    [
      'without custom fields unless they are asked for',
      undefined,
      ['firstName', 'stage'],
      ['customPet', 'customFields'],
    ],
    [
      'with the fields asked for, and always the id',
      'stage, nonsense',
      ['id', 'stage'],
      ['firstName', 'customPet'],
    ],
    ['with one custom field by its name', 'customPet', ['id', 'customPet'], ['customFields', 'stage']],
    ['with all custom fields', 'name,allCustom', ['id', 'name', 'customPet', 'customFields'], ['stage']],
    ['with everything', 'allFields', ['id', 'name', 'customPet', 'customFields', 'stage'], []],
  ])('%s', (_, fields, there, absent) => {
    const rendered = Object.keys(renderPerson(person, parseFields(fields)));
    expect(rendered).toEqual(expect.arrayContaining(there));
    for (const field of absent) expect(rendered).not.toContain(field);
  });
});
