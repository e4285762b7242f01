import * as z from 'zod/mini';
import { ADDRESS_CHARACTERS_MAX, canonicalAddress } from '../../domain/address.ts';
import { NO_CAMPAIGN } from '../../domain/event.ts';
import type { ApiRequest, Operation } from '../../http/api.ts';
import { parseAs } from '../../http/issues.ts';
import type { IngestContext } from '../../ingest/accept-events.ts';
import { answerEvents, prefersNotToWait } from '../../ingest/answer-events.ts';
import type { EventDraft } from '../../ingest/event-draft.ts';
import { once } from '../../once.ts';
import { createdField, recipientField, sourceIdField } from './event-fields.ts';
import { assertSomebody } from './recipient.ts';

/** The body of a request. */
export const unbounceSchema = once(() =>
  z.object({
    recipient: recipientField,
    user: z.nullish(z.string().check(z.maxLength(ADDRESS_CHARACTERS_MAX))),
    created: z.nullable(createdField),
    sourceId: z.nullable(sourceIdField),
  }),
);

/**
 * `POST /email/public/v1/events/unbounce`, which is ours: whoever knows that an address takes mail again says so.
 * It makes an UNBOUNCE, which belongs to no message and lifts the bounces before it; answers as for other events.
 *
 * @throws ApiError `not-found` if nobody has the address and the sender waits: among a thousand events one that
 *   nobody received is no error, but who unbounces one address and is told 200 takes it for done
 */
export const postUnbounce =
  (context: IngestContext): Operation =>
  async (request) => {
    const draft = parseUnbounce(request);
    if (!prefersNotToWait(request)) await assertSomebody(draft, request, context);
    return answerEvents([draft], { list: 'events', field: 'emailCampaignId' }, request, context);
  };

function parseUnbounce({ body }: ApiRequest): EventDraft {
  const { recipient, user, created, sourceId } = parseAs(unbounceSchema(), body);
  return {
    word: 'UNBOUNCE',
    campaign: NO_CAMPAIGN,
    recipient: canonicalAddress(recipient),
    spelling: recipient,
    ...(created != null && { occurred: created }),
    ...(sourceId != null && { sourceId }),
    ...(user && { properties: { user } }),
  };
}
