import * as z from 'zod/mini';
import { ADDRESS_CHARACTERS_MAX, isAddress } from '../../domain/address.ts';
import { eventTypes } from '../../domain/event-types.ts';
import { mayHaveHappened, NOT_THEN } from '../../ingest/occurred.ts';
import { LINK_CHARACTERS_MAX } from '../../limits.ts';

/** The ids that senders' providers give are at most half as long. */
const SOURCE_ID_CHARACTERS_MAX = 255;
const METHOD_CHARACTERS_MAX = 20;
const PURPOSE_CHARACTERS_MAX = 100;

export const recipientField = z
  .string()
  .check(z.trim(), z.maxLength(ADDRESS_CHARACTERS_MAX), z.refine(isAddress, 'not an email address'));

/** When it happened: ms, as HubSpot gives it. In the past, or in a clock's error of the future. */
export const createdField = z.optional(
  z
    .int('not a time in ms')
    .check(z.gte(0, { error: NOT_THEN, abort: true }), z.refine(mayHaveHappened, NOT_THEN)),
);

/** Halves of surrogate pairs all become the same on their way, and then two ids would. */
const sourceId = z.string().check(
  z.minLength(1),
  z.maxLength(SOURCE_ID_CHARACTERS_MAX),
  z.refine((text) => text.isWellFormed(), 'not a text that can be kept'),
);

/** The sender's own id of an event. Some count theirs. */
export const sourceIdField = z.optional(
  z.union([sourceId, z.pipe(z.int(), z.transform(String))], 'not an id'),
);

/** Numbers may come as text, as in `POST /v1/emEvents`; 0 is nothing's id. */
const id = z.optional(
  z.union(
    [
      z.int().check(z.nonnegative()),
      z.pipe(z.string().check(z.regex(/^\d{1,15}$/, 'not an id')), z.transform(Number)),
    ],
    'not an id',
  ),
);

const text = (characters: number) => z.optional(z.string().check(z.maxLength(characters)));

/** What any event has, whatever its type; its properties come by `propertiesOf`. */
export const eventFields = z.object({
  // The document says SUPPRESSION where the API says SUPPRESSED.
  type: z.pipe(
    z.transform((name) => (name === 'SUPPRESSION' ? 'SUPPRESSED' : name)),
    z.enum(eventTypes),
  ),
  recipient: recipientField,
  emailCampaignId: id,
  created: createdField,
  sourceId: sourceIdField,
  id: sourceIdField,
  userId: id,
  url: text(LINK_CHARACTERS_MAX),
  // Whether a machine did it, and what tells. Only the user agent and the address are properties too.
  filteredEvent: z.optional(z.boolean()),
  machine: z.optional(z.enum(['yes', 'no'])),
  userAgent: z.optional(z.string()),
  ipAddress: z.optional(z.string()),
  method: text(METHOD_CHARACTERS_MAX),
  purpose: text(PURPOSE_CHARACTERS_MAX),
});

export type EventFields = z.output<typeof eventFields>;
