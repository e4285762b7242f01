import * as z from 'zod/mini';
import { eventTypes } from '../../domain/event-types.ts';
import type { Operation } from '../../http/api.ts';
import { ANSWER_BYTES_MAX } from '../../limits.ts';
import type { Table } from '../../store/table.ts';
import { type FeedPage, readEventFeed } from '../../views/event-feed.ts';
import { placeOfShown } from '../../views/feed-place.ts';
import { parseCursor, parseLimit, renderCursor } from './cursor.ts';
import { parseEventsQuery } from './events-query.ts';
import { renderEvent } from './render-event.ts';

const id = z.int().check(z.nonnegative());
const eventsCursor = z.object({
  created: id,
  campaign: id,
  person: id,
  type: id.check(z.lt(eventTypes.length)),
  number: id,
});

/**
 * `GET /email/public/v1/events`: what happened, the newest first, by any of its filters (facts A3). Of types that
 * we never have there is nothing. A page under a rare filter may be short, even empty, with `hasMore`.
 */
export const listEvents =
  (table: Table): Operation =>
  async (request) => {
    const { account } = request.caller;
    const { types, excludeFiltered, ...filters } = parseEventsQuery(request);
    const limit = parseLimit(request);
    const after = parseCursor(request, eventsCursor);
    const page = await readEventFeed(
      table,
      account,
      {
        ...filters,
        ...(types && { types: eventTypes.filter((type) => types.includes(type)) }),
        excludeMachines: excludeFiltered,
      },
      { limit, ...(after && { after }) },
    );
    const { events, place, hasMore } = render(account, page);
    return { status: 200, body: { hasMore, offset: renderCursor(request, place), events } };
  };

/** As many of a page's events as an answer has room for; the next page goes on behind them. */
function render(account: number, page: FeedPage) {
  const events: ReturnType<typeof renderEvent>[] = [];
  let bytes = 0;
  for (const shown of page.events) {
    const event = renderEvent(account, shown);
    bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(event)));
    const last = page.events[events.length - 1];
    if (last && bytes > ANSWER_BYTES_MAX) return { events, place: placeOfShown(last), hasMore: true };
    events.push(event);
  }
  return { ...page, events };
}
