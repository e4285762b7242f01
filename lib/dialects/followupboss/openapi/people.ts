import * as z from 'zod';
import type { OperationDescription } from '../../../openapi/description.ts';
import { anyText, orEmpty, parameter } from '../../../openapi/parameters.ts';
import { collection } from '../answers/collection.ts';
import { duplicate, listedPerson, person, removed } from '../answers/person.ts';
import { personExport } from '../answers/person-export.ts';
import { customNames } from '../custom-names.ts';
import { customValue, fields as sent } from '../person.ts';
import { orderNames } from '../person-order.ts';
import { idQuery, paging, pathId, textQuery, timeQuery, yesOrNoQuery } from './parameters.ts';

const fields = {
  name: 'First and last name in one; `firstName` and `lastName` go before it.',
  source: 'Where the person comes from. It is set once and never changes.',
  stage: '`Trash` hides the person from lists.',
  emails: 'Addresses, each an object or just its text. An address leads to one person at a time.',
  phones: 'Numbers, each an object or just its text.',
  customFields:
    'Custom values by the id of their field. They may also stand beside the other fields, as `customXxx`.',
};
const ann = { firstName: 'Ann', lastName: 'Lee', emails: [{ value: 'ann@example.com' }], tags: ['buyer'] };

/** Custom fields stand beside the others. */
const customProperties = {
  patternProperties: { [customNames.source]: z.toJSONSchema(customValue, { io: 'input' }) },
};

const amount = orEmpty(z.number().min(0));
const allFields = textQuery(
  'Names of fields, with commas. `allFields` stands for all, `allCustom` for the custom ones, which are left out otherwise.',
  'firstName,emails',
);

export const peopleOperations: Record<string, OperationDescription> = {
  'POST /v1/people': {
    id: 'postPerson',
    tag: 'people',
    summary: 'Adds a person, or to a person',
    description:
      'Who has the same address or number is the same person: what is sent is added to what is known.',
    query: {
      deduplicate: yesOrNoQuery(
        '`true`: a person who is known stays as they are. `false`: always a new person.',
      ),
      dedupe: yesOrNoQuery('`false`: always a new person.'),
    },
    body: { schema: sent, fields, also: customProperties, examples: { ann } },
    answers: {
      200: { description: 'The person was known.', schema: person, kept: true },
      201: { description: 'The person is new.', schema: person, kept: true },
    },
  },
  'GET /v1/people': {
    id: 'listPeople',
    tag: 'people',
    summary: 'Lists people',
    description: 'Every filter that is there has to hold. Custom fields are filters too: `customXxx=value`.',
    query: {
      id: parameter(
        'Only these: up to 100 ids, with commas.',
        z.string().regex(/^(\s*[1-9]\d{0,14}\s*(,\s*[1-9]\d{0,14}\s*){0,99})?$/),
        '17,18',
      ),
      email: textQuery('Who has this address.', 'ann@example.com'),
      phone: textQuery('Who has this number.', '+1 555 010 0199'),
      name: textQuery('Part of the name, in any case; so are the next two.'),
      ...{ firstName: textQuery('Part of the first name.'), lastName: textQuery('Part of the last name.') },
      stage: textQuery('The stage, in any case; so are the next two.'),
      ...{ source: textQuery('The source.'), assignedTo: textQuery('Whom they are assigned to.') },
      assignedUserId: idQuery('The user they are assigned to.'),
      assignedPondId: idQuery('The pond they are assigned to.'),
      assignedLenderName: textQuery('The lender they are assigned to.'),
      assignedLenderId: idQuery('The lender’s id.'),
      contacted: yesOrNoQuery('Whether anybody has contacted them.'),
      tags: textQuery('One of these tags, with commas.'),
      priceAbove: parameter('A price above this.', amount),
      priceBelow: parameter('A price below this.', amount),
      idGreaterThan: parameter('An id above this.', amount),
      idLessThan: parameter('An id below this.', amount),
      ...{ createdAfter: timeQuery('Created after.'), createdBefore: timeQuery('Created before.') },
      ...{ updatedAfter: timeQuery('Changed after.'), updatedBefore: timeQuery('Changed before.') },
      lastActivityAfter: timeQuery('Last active after.'),
      lastActivityBefore: timeQuery('Last active before.'),
      includeTrash: parameter('`true`: also those whose stage is `Trash`.', anyText, 'true'),
      sort: parameter(
        'The order, `-` for descending. By anything but `id` and `created` for at most 2,000 people.',
        z.enum([...orderNames.flatMap((name) => [name, `-${name}`]), '']),
        '-id',
      ),
      fields: allFields,
      ...paging,
    },
    answers: { 200: { description: 'A page of the list.', schema: collection('people', listedPerson) } },
  },
  'GET /v1/people/checkDuplicate': {
    id: 'checkDuplicate',
    tag: 'people',
    summary: 'Tells whether somebody has an address or a number',
    description: 'One of the two is needed; the address goes first.',
    query: { email: textQuery('The address.', 'ann@example.com'), phone: textQuery('The number.') },
    answers: {
      200: {
        description: 'Whether, and by what.',
        schema: duplicate,
        example: { found: true, matchedBy: 'email', assignedTo: null },
      },
    },
  },
  'GET /v1/people/{id}/export': {
    id: 'exportPerson',
    tag: 'people',
    summary: 'Gives all that an erasure of a person takes away',
    description:
      'Also of who was deleted and not erased. Most people fit into one answer; what does not follows by `nextLink`.',
    path: pathId,
    query: { next: paging.next },
    answers: { 200: { description: 'All of it, or a page.', schema: personExport } },
  },
  'GET /v1/people/{id}': {
    id: 'getPerson',
    tag: 'people',
    summary: 'Gives one person',
    path: pathId,
    query: { fields: allFields },
    answers: { 200: { description: 'The person.', schema: listedPerson } },
  },
  'PUT /v1/people/{id}': {
    id: 'putPerson',
    tag: 'people',
    summary: 'Changes a person',
    description: 'Only what is sent changes; a list replaces the list that was there.',
    path: pathId,
    query: { mergeTags: yesOrNoQuery('`true`: tags are added to those the person has.') },
    body: { schema: sent, fields, also: customProperties, examples: { tags: { tags: ['seller'] } } },
    answers: { 200: { description: 'The person as they are now.', schema: person } },
  },
  'DELETE /v1/people/{id}': {
    id: 'deletePerson',
    tag: 'people',
    summary: 'Takes a person away',
    description:
      'Their addresses lead to nobody any more. What happened to them stays in the figures. With `erase=true`, for keys of owner and admin, nothing of them is left two minutes later, but in backups for as long as these are kept; get their export before.',
    path: pathId,
    query: { erase: yesOrNoQuery('`true`: for good, with their whole history.') },
    errors: ['forbidden'],
    answers: { 200: { description: 'Gone.', schema: removed, example: {} } },
  },
};
