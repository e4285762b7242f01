import * as z from 'zod';
import { customNames } from '../custom-names.ts';
import { id } from './campaign.ts';

const time = z.string().meta({ format: 'date-time' });
const yesOrNo = z.union([z.literal(0), z.literal(1)]);
const textOrNull = z.string().nullable();
const idOrNull = id.nullable();

const contactPoint = z
  .strictObject({ value: z.string(), type: z.string(), isPrimary: yesOrNo, status: z.string() })
  .describe('An email address or a phone number, spelled as it was given.');

const customValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

const wholePerson = z.strictObject({
  id,
  created: time,
  updated: time,
  createdVia: z.literal('API'),
  lastActivity: time,
  name: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  stage: z.string(),
  source: z.string(),
  sourceUrl: textOrNull,
  contacted: yesOrNo,
  price: z.number().nullable(),
  prequalified: z.boolean(),
  timeframeId: z.int().min(1).max(5).nullable(),
  assignedTo: textOrNull,
  assignedUserId: idOrNull,
  assignedPondId: idOrNull,
  assignedLenderName: textOrNull,
  assignedLenderId: idOrNull,
  collaborators: z.array(z.strictObject({ id, name: textOrNull, role: textOrNull, assigned: z.boolean() })),
  tags: z.array(z.string()),
  emails: z.array(contactPoint),
  phones: z.array(contactPoint),
  addresses: z.array(
    z.strictObject({
      ...{ type: z.string(), street: z.string(), city: z.string() },
      ...{ state: z.string(), code: z.string(), country: z.string() },
    }),
  ),
  background: z.string(),
  picture: z.strictObject({ small: z.string() }).nullable(),
  customFields: z.array(z.strictObject({ id, value: customValue })),
});

/** Custom fields stand beside the others. */
const patternProperties = { [customNames.source]: z.toJSONSchema(customValue, { target: 'draft-2020-12' }) };

export const person = wholePerson
  .meta({ patternProperties })
  .describe('A person, with all that is known. Custom fields stand beside the others, as `customXxx`.');

export const listedPerson = wholePerson
  .partial()
  .required({ id: true })
  .meta({ patternProperties })
  .describe('A person with the fields that were asked for, and always the id.');

export const duplicate = z
  .union([
    z.strictObject({ found: z.literal(false) }),
    z.strictObject({ found: z.literal(true), matchedBy: z.enum(['email', 'phone']), assignedTo: textOrNull }),
  ])
  .describe('Whether somebody has the address or the number.');

export const removed = z.strictObject({}).describe('The person is gone.');
