import { ApiError } from '../../errors.ts';
import type { Operation } from '../../http/api.ts';
import {
  type Acceptance,
  acceptEvents,
  type IngestContext,
  UnknownCampaigns,
} from '../../ingest/accept-events.ts';
import type { EventDraft } from '../../ingest/event-draft.ts';
import { describeBadEvents, parseEvents } from './event.ts';
import { invalidField } from './issues.ts';

/**
 * `POST /v1/emEvents`: 200 with the ids of the events and the recipients nobody has, or 202 with a receipt if
 * the sender prefers not to wait (RFC 7240, `Prefer: respond-async`).
 */
export const postEvents =
  (context: IngestContext): Operation =>
  async (request) => {
    const drafts = parseEvents(request);
    const wait = !/(^|[,;\s])respond-async($|[,;\s])/i.test(request.headers.prefer ?? '');
    const acceptance = await acceptEvents(drafts, { wait }, request, context).catch(refuse);
    const { receipt, waited } = acceptance;
    return waited
      ? { status: 200, body: { ...renderFound(drafts, acceptance), ...(receipt && { receipt }) } }
      : {
          status: 202,
          body: { receipt, received: drafts.length },
          headers: { 'Preference-Applied': 'respond-async' },
        };
  };

/** What ingest refuses, in the words of this dialect. */
function refuse(error: unknown): never {
  if (!(error instanceof UnknownCampaigns)) throw error;
  const [first] = error.positions;
  const what = `there is no campaign ${error.campaign}`;
  const { message } = invalidField(`emEvents[${first}].campaignId`, what);
  throw new ApiError('invalid', `${message} ${describeBadEvents(error.positions)}`);
}

/** Each recipient once, as the sender spelled it first; people named by id alone by that, as no address was sent. */
function renderFound(drafts: readonly EventDraft[], { first, missing }: Acceptance) {
  const left = new Set(missing);
  const notFound = new Map<string, string>();
  for (const position of missing) {
    const { recipient, spelling, person } = drafts[position] as EventDraft;
    const name = recipient ?? String(person);
    if (!notFound.has(name)) notFound.set(name, spelling ?? name);
  }
  return {
    emEventIds: drafts.flatMap((_, position) => (left.has(position) ? [] : [first + position])),
    recipientsNotFound: [...notFound.values()],
  };
}
