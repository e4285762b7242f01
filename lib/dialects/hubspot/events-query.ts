import { canonicalAddress } from '../../domain/address.ts';
import { ApiError } from '../../errors.ts';
import type { ApiRequest } from '../../http/api.ts';
import { type EventTypeName, eventTypeNames, findEventType } from './event-types.ts';
import { invalidParameter, queryFlag, queryText, queryWhole } from './query.ts';

/** Which events `GET /email/public/v1/events` was asked for; every filter that is there has to hold. */
export interface EventsQuery {
  /** Canonical. Any text may come: what is no address is nobody's. */
  recipient?: string;
  /** An id, or 0, which events of no campaign have. */
  campaign?: number;
  app?: number;
  /** Absent: all. */
  types?: readonly EventTypeName[];
  /** ms since the epoch, inclusive. */
  from?: number;
  /** ms since the epoch, inclusive. It may lie in the future, or before `from`: then nothing fits. */
  until?: number;
  excludeFiltered: boolean;
}

const filters = [
  ...['recipient', 'campaignId', 'appId', 'eventType', 'startTimestamp', 'endTimestamp'],
  'excludeFilteredEvents',
];

/**
 * Reads the filters of `GET /email/public/v1/events` (facts/hubspot-and-outreach.md, A3). Unknown ones, such as
 * `hapikey` and `portalId`, are left alone.
 * @throws ApiError `invalid` naming the parameter, `malformed` for a type that is none
 */
export function parseEventsQuery({
  query,
  repeated = [],
}: Pick<ApiRequest, 'query' | 'repeated'>): EventsQuery {
  // Who sends two types, say, would take the events of one for those of both.
  const [twice] = repeated.filter((name) => filters.includes(name));
  if (twice !== undefined) throw invalidParameter(twice, 'given more than once');
  const recipient = query.recipient;
  const campaign = queryWhole(query, 'campaignId');
  const app = queryWhole(query, 'appId');
  const type = queryText(query, 'eventType');
  const from = queryWhole(query, 'startTimestamp');
  const until = queryWhole(query, 'endTimestamp');
  return {
    // A blank one is nobody's; to take it for none would answer with everybody's events.
    ...(recipient && { recipient: canonicalAddress(recipient) }),
    ...(campaign !== undefined && { campaign }),
    ...(app !== undefined && { app }),
    ...(type !== undefined && { types: [parseEventType(type)] }),
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
    excludeFiltered: queryFlag(query, 'excludeFilteredEvents') ?? false,
  };
}

/** What may be meant for types: only that is told again, as an address might have come by mistake. */
const WORDS = /^[\w, ]{1,40}$/;

/** HubSpot's own sentence, in which its parser of JSON speaks of what was no JSON; a list of types is no type. */
function parseEventType(text: string): EventTypeName {
  const type = findEventType(text);
  if (type) return type;
  const told = WORDS.test(text) ? text : '…';
  throw new ApiError(
    'malformed',
    `Invalid input JSON on line -1, column -1: Cannot deserialize value of type \`com.hubspot.email.events.EventType\` from String "${told}": not one of the values accepted for Enum class: [${eventTypeNames.join(', ')}]`,
  );
}
