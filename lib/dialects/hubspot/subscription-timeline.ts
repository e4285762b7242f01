import * as z from 'zod/mini';
import { canonicalAddress } from '../../domain/address.ts';
import { statusAt } from '../../domain/subscription-status.ts';
import type { ApiRequest, Operation } from '../../http/api.ts';
import type { Table } from '../../store/table.ts';
import { readAddressChanges } from '../../views/address-status.ts';
import { readTimeline, type TimelineEntry } from '../../views/subscription-timeline.ts';
import { parseCursor, parseLimit, renderCursor } from './cursor.ts';
import { invalidParameter, queryFlag, queryText, queryWhole } from './query.ts';
import { type ChangeType, changesOf, changeTypes, type SubscriptionChange } from './subscription-change.ts';
import { renderStatus } from './subscription-status.ts';

/** A client may send any text for a cursor: a place that is none gets nowhere near a key. */
const timelineCursor = z.object({ place: z.string().check(z.regex(/^\d[\da-f#]{0,60}$/)) });

/** Keys hold times of 15 digits, until the year 33658. */
const TIME_MAX = 999_999_999_999_999;

/**
 * `GET /email/public/v1/subscriptions/timeline`: what changed in whether people can be mailed, the latest first.
 * The changes of one recipient at one time are one item: clients tell items apart by those two
 * (facts/hubspot-and-outreach.md, A9). A page under a rare `changeType` may be short with `hasMore: true`.
 * Beyond HubSpot: `recipient`; `doubtful=true` lists only what machines may have done, for review.
 */
export const listTimeline =
  (table: Table): Operation =>
  async (request) => {
    const { account } = request.caller;
    const { query } = request;
    const types = parseChangeTypes(request);
    const recipient = queryText(query, 'recipient');
    const snapshots = queryFlag(query, 'includeSnapshots') ?? false;
    const forReview = queryFlag(query, 'doubtful') ?? false;
    const page = await readTimeline({
      table,
      account,
      from: Math.min(queryWhole(query, 'startTimestamp') ?? 0, TIME_MAX),
      until: Math.min(queryWhole(query, 'endTimestamp') ?? TIME_MAX, TIME_MAX),
      ...(recipient !== undefined && { address: canonicalAddress(recipient) }),
      show: (event, suppression, judgement) =>
        changesOf(account, event, suppression, judgement)
          .filter(({ changeType }) => types.includes(changeType))
          .filter(({ doubtful = false }) => !forReview || doubtful),
      limit: parseLimit(request),
      place: parseCursor(request, timelineCursor)?.place,
    });
    const snapshotOf = snapshots ? await readSnapshots(table, account, page.entries) : () => ({});
    const timeline = page.entries.map((entry) => ({
      timestamp: entry.created,
      portalId: account,
      recipient: entry.address,
      changes: entry.shown,
      ...snapshotOf(entry),
    }));
    const offset = renderCursor(request, { place: page.place });
    return { status: 200, body: { hasMore: page.hasMore, offset, timeline } };
  };

/** @throws ApiError `invalid` for a type that is none: they are case-sensitive */
function parseChangeTypes({ query }: ApiRequest): readonly ChangeType[] {
  const text = queryText(query, 'changeType');
  if (text === undefined) return changeTypes;
  const type = changeTypes.find((known) => known === text);
  if (!type) throw invalidParameter('changeType', `not one of ${changeTypes.join(', ')}`);
  return [type];
}

type Entry = TimelineEntry<SubscriptionChange>;

/** How things stood with each recipient after the changes of its item. */
async function readSnapshots(table: Table, account: number, entries: readonly Entry[]) {
  const addresses = [...new Set(entries.map(({ address }) => address))];
  const changes = await readAddressChanges(table, account, addresses);
  return ({ address, created }: Entry) => ({
    snapshot: renderStatus(account, address, statusAt(changes.get(address) ?? [], created)),
  });
}
