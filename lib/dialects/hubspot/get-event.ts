import { parseEventId } from '../../domain/event-id.ts';
import { ApiError } from '../../errors.ts';
import type { Operation } from '../../http/api.ts';
import type { Table } from '../../store/table.ts';
import { readEvent } from '../../views/read-event.ts';
import { renderEvent } from './render-event.ts';

/**
 * `GET /email/public/v1/events/{created}/{id}`: one event by its EventId, which is both (seed 002, "Email events").
 * @throws ApiError `not-found`, also for what can't be an EventId, and for another account's
 */
export const getEvent =
  (table: Table): Operation =>
  async ({ caller: { account }, path: { created = '', id = '' } }) => {
    const place = /^\d{1,15}$/.test(created) ? parseEventId(account, id) : undefined;
    const event = place && (await readEvent(table, account, { ...place, created: Number(created) }));
    if (!event) throw new ApiError('not-found', 'There is no event with this id and time.');
    return { status: 200, body: renderEvent(account, event) };
  };
