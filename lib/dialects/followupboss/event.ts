import * as z from 'zod';
import { canonicalAddress } from '../../domain/address.ts';
import { words } from '../../domain/event-types.ts';
import { ApiError } from '../../errors.ts';
import type { ApiRequest } from '../../http/api.ts';
import type { EventDraft } from '../../ingest/event-draft.ts';
import { EVENTS_PER_REQUEST_MAX } from '../../limits.ts';
import { emailValue } from './contact-point.ts';
import { invalidRequest } from './issues.ts';
import { pastTime } from './time.ts';

/** Longer links are cut by mail clients and servers anyway; a chain has to stay small. */
const URL_CHARACTERS_MAX = 2_048;

/** Ids come as numbers or as text: the schema says string, the example number (OAS). */
const id = z.union(
  [
    z.int('not an id').positive('not an id'),
    z
      .string()
      .regex(/^[1-9]\d{0,14}$/, 'not an id')
      .transform(Number),
  ],
  'not an id',
);

const eventSchema = (now: number) =>
  z
    .object({
      type: z.enum(words),
      occurred: pastTime(now).nullish(),
      recipient: emailValue.nullish(),
      personId: id.nullish(),
      campaignId: id,
      userId: id.nullish(),
      url: z.string().max(URL_CHARACTERS_MAX).nullish(),
    })
    .refine(({ recipient, personId }) => recipient != null || personId != null, {
      path: ['recipient'],
      message: 'missing, and so is personId: one of them has to say who it was sent to',
    });

/** The list's length is checked before its events: refusing a million of them one by one would be dear. */
const listSchema = z.object({
  emEvents: z.array(z.unknown()).min(1).max(EVENTS_PER_REQUEST_MAX),
});

/**
 * Reads the body of `POST /v1/emEvents`. Unknown fields of an event are ignored, as Follow Up Boss does.
 * @throws ApiError `invalid`, naming what is wrong and the position of every bad event: nothing is stored then
 */
export function parseEvents({ body, now }: ApiRequest): EventDraft[] {
  const list = listSchema.safeParse(body, { reportInput: true });
  if (!list.success) throw invalidRequest(list.error);
  const events = z
    .object({ emEvents: z.array(eventSchema(now)) })
    .safeParse({ emEvents: list.data.emEvents }, { reportInput: true });
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

function invalidEvents(error: z.ZodError): ApiError {
  const positions = [...new Set(error.issues.map(({ path }) => Number(path[1])))].sort((a, b) => a - b);
  const { message } = invalidRequest(error);
  return new ApiError('invalid', `${message} ${describeBadEvents(positions)}`);
}

/** For a sender who wants to take the bad ones out and send the rest. */
export const describeBadEvents = (positions: readonly number[]): string =>
  `Nothing was stored. Bad events, by position: ${positions.join(', ')}.`;
