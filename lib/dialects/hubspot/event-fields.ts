import * as z from 'zod';
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
  .trim()
  .max(ADDRESS_CHARACTERS_MAX)
  .refine(isAddress, 'not an email address');

/** When it happened: ms, as HubSpot gives it. In the past, or in a clock's error of the future. */
export const createdField = z
  .int('not a time in ms')
  .min(0, { error: NOT_THEN, abort: true })
  .refine(mayHaveHappened, NOT_THEN)
  .optional();

/** Halves of surrogate pairs all become the same on their way, and then two ids would. */
const sourceId = z
  .string()
  .min(1)
  .max(SOURCE_ID_CHARACTERS_MAX)
  .refine((text) => text.isWellFormed(), 'not a text that can be kept');

/** The sender's own id of an event. Some count theirs. */
export const sourceIdField = z.union([sourceId, z.int().transform(String)], 'not an id').optional();

/** Numbers may come as text, as in `POST /v1/emEvents`; 0 is nothing's id. */
const id = z
  .union(
    [
      z.int().nonnegative(),
      z
        .string()
        .regex(/^\d{1,15}$/, 'not an id')
        .transform(Number),
    ],
    'not an id',
  )
  .optional();

/** What any event has, whatever its type; its properties come by `propertySchemas`. */
export const eventFields = z.object({
  // The document says SUPPRESSION where the API says SUPPRESSED.
  type: z.preprocess((name) => (name === 'SUPPRESSION' ? 'SUPPRESSED' : name), z.enum(eventTypes)),
  recipient: recipientField,
  emailCampaignId: id,
  created: createdField,
  sourceId: sourceIdField,
  id: sourceIdField,
  userId: id,
  url: z.string().max(LINK_CHARACTERS_MAX).optional(),
  // Whether a machine did it, and what tells. Only the user agent and the address are properties too.
  filteredEvent: z.boolean().optional(),
  machine: z.enum(['yes', 'no']).optional(),
  userAgent: z.string().optional(),
  ipAddress: z.string().optional(),
  method: z.string().max(METHOD_CHARACTERS_MAX).optional(),
  purpose: z.string().max(PURPOSE_CHARACTERS_MAX).optional(),
});

export type EventFields = z.output<typeof eventFields>;
