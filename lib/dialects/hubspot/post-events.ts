import type { Operation } from '../../http/api.ts';
import type { IngestContext } from '../../ingest/accept-events.ts';
import { answerEvents } from '../../ingest/answer-events.ts';
import { parseEvents } from './event.ts';

/**
 * `POST /email/public/v1/events`, which is ours: HubSpot's events are its own. Answers as `POST /v1/emEvents` does:
 * 200 with the ids of the events and the recipients nobody has, or 202 with a receipt if the sender prefers not to
 * wait (RFC 7240, `Prefer: respond-async`). A receipt is read at `/v1/emEvents/receipts/{id}`.
 */
export const postEvents =
  (context: IngestContext): Operation =>
  async (request) =>
    answerEvents(parseEvents(request), { list: 'events', field: 'emailCampaignId' }, request, context);
