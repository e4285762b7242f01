import type { ApiAnswer, ApiRequest } from '../http/api.ts';
import { type Acceptance, acceptEvents, type IngestContext, UnknownCampaigns } from './accept-events.ts';
import type { EventsAccepted } from './accepted-answer.ts';
import { type CampaignField, unknownCampaigns } from './bad-events.ts';
import type { EventDraft } from './event-draft.ts';

/**
 * Takes a request's events in and answers as every dialect does: 200 with the ids of the events and the
 * recipients nobody has, or 202 with a receipt if the sender prefers not to wait.
 *
 * @throws ApiError `invalid` naming the first unknown campaign and the position of every event of one: nothing is
 *   stored then; `unavailable` as `acceptEvents`
 */
export async function answerEvents(
  drafts: readonly EventDraft[],
  named: CampaignField,
  request: ApiRequest,
  context: IngestContext,
): Promise<ApiAnswer> {
  const wait = !prefersNotToWait(request);
  const acceptance = await acceptEvents(drafts, { wait }, request, context).catch((error: unknown) => {
    throw error instanceof UnknownCampaigns ? unknownCampaigns(error, named) : error;
  });
  const { receipt, waited } = acceptance;
  return waited
    ? { status: 200, body: { ...renderFound(drafts, acceptance), ...(receipt && { receipt }) } }
    : {
        status: 202,
        body: { receipt, received: drafts.length },
        headers: { 'Preference-Applied': 'respond-async' },
      };
}

/** `Prefer: respond-async` (RFC 7240), alone or among other preferences. */
export const prefersNotToWait = ({ headers }: Pick<ApiRequest, 'headers'>): boolean =>
  /(^|[,;\s])respond-async($|[,;\s])/i.test(headers.prefer ?? '');

/** Each recipient once, as the sender spelled it first; people named by id alone by that, as no address was sent. */
function renderFound(
  drafts: readonly EventDraft[],
  { first, missing }: Acceptance,
): Omit<EventsAccepted, 'receipt'> {
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
