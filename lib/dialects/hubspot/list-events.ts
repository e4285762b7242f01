import { eventTypes } from '../../domain/event-types.ts';
import type { Operation } from '../../http/api.ts';
import type { Table } from '../../store/table.ts';
import { readEventFeed } from '../../views/event-feed.ts';
import { parseOffset, renderOffset } from './events-cursor.ts';
import { parseEventsQuery } from './events-query.ts';
import { renderEvent } from './render-event.ts';

/**
 * `GET /email/public/v1/events`: what happened, the newest first, by any of its filters (facts A3). Of types that
 * we never have there is nothing. A page under a rare filter may be short, even empty, with `hasMore`.
 */
export const listEvents =
  (table: Table): Operation =>
  async (request) => {
    const { account } = request.caller;
    const { limit, offset, types, excludeFiltered, ...filters } = parseEventsQuery(request);
    const list = { account, excludeFiltered, ...(types && { types }), ...filters };
    const page = await readEventFeed(
      table,
      account,
      {
        ...filters,
        ...(types && { types: eventTypes.filter((type) => types.includes(type)) }),
        excludeMachines: excludeFiltered,
      },
      { limit, ...(offset !== undefined && { after: parseOffset(list, offset) }) },
    );
    return {
      status: 200,
      body: {
        hasMore: page.hasMore,
        offset: renderOffset(list, page.place),
        events: page.events.map((event) => renderEvent(account, event)),
      },
    };
  };
