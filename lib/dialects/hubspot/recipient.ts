import { ApiError } from '../../errors.ts';
import type { ApiRequest } from '../../http/api.ts';
import type { IngestContext } from '../../ingest/accept-events.ts';
import type { EventDraft } from '../../ingest/event-draft.ts';
import { findRecipients } from '../../ingest/recipients.ts';

/**
 * Makes sure that somebody has the address of the one event of a request.
 * @throws ApiError `not-found`
 */
export async function assertSomebody(
  draft: EventDraft,
  { caller, now }: ApiRequest,
  { table }: IngestContext,
): Promise<void> {
  const [found] = await findRecipients(table, caller.account, [draft], now);
  if (found?.missing) throw new ApiError('not-found', 'Nobody has this address.');
}
