import type { Operation } from '../../http/api.ts';
import type { IngestContext } from '../../ingest/accept-events.ts';
import { answerEvents } from '../../ingest/answer-events.ts';
import { parseEvents } from './event.ts';

/**
 * `POST /v1/emEvents`: 200 with the ids of the events and the recipients nobody has, or 202 with a receipt if
 * the sender prefers not to wait (RFC 7240, `Prefer: respond-async`).
 */
export const postEvents =
  (context: IngestContext): Operation =>
  async (request) =>
    answerEvents(parseEvents(request), { list: 'emEvents', field: 'campaignId' }, request, context);
