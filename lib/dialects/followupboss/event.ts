import * as z from 'zod/mini';
import { canonicalAddress } from '../../domain/address.ts';
import { listedWords } from '../../domain/event-types.ts';
import type { ApiRequest } from '../../http/api.ts';
import { invalidRequest } from '../../http/issues.ts';
import { invalidEvents } from '../../ingest/bad-events.ts';
import type { EventDraft } from '../../ingest/event-draft.ts';
import { EVENTS_PER_REQUEST_MAX, LINK_CHARACTERS_MAX } from '../../limits.ts';
import { emailValue } from './contact-point.ts';
import { pastTime } from './time.ts';

/** Ids come as numbers or as text: the schema says string, the example number (OAS). */
const id = z.union(
  [
    z.int('not an id').check(z.positive('not an id')),
    z.pipe(z.string().check(z.regex(/^[1-9]\d{0,14}$/, 'not an id')), z.transform(Number)),
  ],
  'not an id',
);

/** One event of a request. */
export const eventSchema = z
  .object({
    type: z.enum(listedWords),
    occurred: z.nullish(pastTime),
    recipient: z.nullish(emailValue),
    personId: z.nullish(id),
    campaignId: id,
    userId: z.nullish(id),
    url: z.nullish(z.string().check(z.maxLength(LINK_CHARACTERS_MAX))),
  })
  .check(
    z.refine(({ recipient, personId }) => recipient != null || personId != null, {
      path: ['recipient'],
      message: 'missing, and so is personId: one of them has to say who it was sent to',
    }),
  );

/** The list's length is checked before its events: refusing a million of them one by one would be dear. */
export const listSchema = z.object({
  emEvents: z.array(z.unknown()).check(z.minLength(1), z.maxLength(EVENTS_PER_REQUEST_MAX)),
});
const eventsSchema = z.object({ emEvents: z.array(eventSchema) });

/**
 * Reads the body of `POST /v1/emEvents`. Unknown fields of an event are ignored, as Follow Up Boss does.
 * @throws ApiError `invalid`, naming what is wrong and the position of every bad event: nothing is stored then
 */
export function parseEvents({ body }: ApiRequest): EventDraft[] {
  const list = listSchema.safeParse(body, { reportInput: true });
  if (!list.success) throw invalidRequest(list.error);
  const events = eventsSchema.safeParse(list.data, { reportInput: true });
  if (!events.success) throw invalidEvents(events.error);
  return events.data.emEvents.map(({ type, occurred, recipient, personId, campaignId, userId, url }) => ({
    word: type,
    campaign: campaignId,
    ...(occurred != null && { occurred }),
    ...(recipient != null && { recipient: canonicalAddress(recipient), spelling: recipient }),
    ...(personId != null && { person: personId }),
    ...(userId != null && { user: userId }),
    ...(url != null && url !== '' && { url }),
  }));
}
