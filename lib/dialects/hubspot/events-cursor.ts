import { createHash } from 'node:crypto';
import * as z from 'zod';
import { eventTypes } from '../../domain/event-types.ts';
import type { FeedPlace } from '../../views/feed-place.ts';
import type { EventsQuery } from './events-query.ts';
import { invalidParameter } from './query.ts';

/** Longer than any that was ever given out. */
const OFFSET_CHARACTERS_MAX = 200;
const CHECKSUM_DIGITS = 12;

const schema = z.tuple([
  z.int().nonnegative(),
  z.int().nonnegative(),
  z
    .int()
    .min(0)
    .max(eventTypes.length - 1),
  z.string(),
]);

/** Whose list it is and what is in it: an offset goes with that, whatever the size of its pages. */
export type ListedEvents = Omit<EventsQuery, 'limit' | 'offset'> & { account: number };

/**
 * An `offset` as the client gets it: unpadded base64url of the place where the list goes on, and a checksum over
 * that and the list. It needs no memory of ours, so it works in any process at any time.
 */
export function renderOffset(list: ListedEvents, { created, number, type }: FeedPlace): string {
  const place = [created, number, type];
  return Buffer.from(JSON.stringify([...place, checksum(list, place)])).toString('base64url');
}

/** @throws ApiError `invalid` naming `offset`, if it is none that this list gave */
export function parseOffset(list: ListedEvents, offset: string): FeedPlace {
  const result = schema.safeParse(offset.length > OFFSET_CHARACTERS_MAX ? undefined : decode(offset));
  if (result.success) {
    const [created, number, type] = result.data;
    const place = { created, number, type };
    if (renderOffset(list, place) === offset) return place;
  }
  throw invalidParameter('offset', 'none that this list gave, for this account and these filters');
}

/** It guards against mistakes: a tenant's events are safe without it. */
function checksum(list: ListedEvents, place: readonly number[]): string {
  const { account, recipient, campaign, app, types, from, until, excludeFiltered } = list;
  const filters = [recipient, campaign, app, types, from, until, excludeFiltered];
  const text = JSON.stringify([account, filters, place]);
  return createHash('sha256').update(text).digest('base64url').slice(0, CHECKSUM_DIGITS);
}

function decode(offset: string): unknown {
  try {
    return JSON.parse(Buffer.from(offset, 'base64url').toString());
  } catch {
    return undefined;
  }
}
