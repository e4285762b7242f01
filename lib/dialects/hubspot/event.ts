import * as z from 'zod/mini';
import { canonicalAddress } from '../../domain/address.ts';
import { NO_CAMPAIGN } from '../../domain/event.ts';
import { parseEventId } from '../../domain/event-id.ts';
import type { Properties } from '../../domain/event-properties.ts';
import type { EventType } from '../../domain/event-types.ts';
import type { ApiRequest } from '../../http/api.ts';
import { invalidRequest } from '../../http/issues.ts';
import { invalidEvents } from '../../ingest/bad-events.ts';
import type { EventDraft } from '../../ingest/event-draft.ts';
import { senderFlag } from '../../ingest/evidence.ts';
import { EVENTS_PER_REQUEST_MAX } from '../../limits.ts';
import { type EventFields, eventFields } from './event-fields.ts';
import { propertiesOf } from './event-schemas.ts';
import { wordOf } from './event-word.ts';

/**
 * What a sender may say of one event beside its link. A chain's item has room for a few that say so much (400 KB),
 * and a queue message for any (256 KB).
 */
const PROPERTIES_BYTES_MAX = 4 * 1_024;

/** The list's length is checked before its events: refusing a million of them one by one would be dear. */
export const listSchema = z.object({
  events: z.array(z.unknown()).check(z.minLength(1), z.maxLength(EVENTS_PER_REQUEST_MAX)),
});

/**
 * Reads the body of `POST /email/public/v1/events`: events with the names that HubSpot gives them out under. What
 * follows from other events (`sentBy`, `obsoletedBy`, `causedBy`), from the campaign (`appId`, `appName`) or from
 * the account (`portalId`) is ours to say and is ignored, like any unknown field and any property that doesn't
 * apply to the type. `null` is as good as absent.
 *
 * @throws ApiError `invalid`, naming what is wrong and the position of every bad event: nothing is stored then
 */
export function parseEvents({ body, caller }: ApiRequest): EventDraft[] {
  const list = listSchema.safeParse(body, { reportInput: true });
  if (!list.success) throw invalidRequest(list.error);
  const results = list.data.events.map((event) => readEvent(withoutNulls(event), caller.account));
  const issues = results.flatMap((result, position) =>
    'issues' in result ? result.issues.map((issue) => inList(issue, position)) : [],
  );
  if (issues.length > 0) throw invalidEvents({ issues });
  return results.filter((result) => 'word' in result);
}

type Issue = z.core.$ZodIssue;

function readEvent(event: unknown, account: number): EventDraft | { issues: Issue[] } {
  const general = eventFields.safeParse(event, { reportInput: true });
  if (!general.success) return general.error;
  const { type, recipient, emailCampaignId, created, url, userId } = general.data;
  const own = propertiesOf(type).safeParse(event, { reportInput: true });
  if (!own.success) return own.error;
  const campaign = campaignOf(type, emailCampaignId);
  if (campaign === undefined) {
    return { issues: [issueOf('emailCampaignId', emailCampaignId, 'not the id of a campaign')] };
  }
  const properties = withoutUndefined(own.data);
  if (Buffer.byteLength(JSON.stringify(properties)) > PROPERTIES_BYTES_MAX) {
    return { issues: [issueOf(undefined, event, `more than ${PROPERTIES_BYTES_MAX / 1_024} KB`)] };
  }
  const sourceId = sourceIdOf(general.data, account);
  const circumstances = circumstancesOf(general.data);
  return {
    word: wordOf(type, properties),
    campaign,
    recipient: canonicalAddress(recipient),
    spelling: recipient,
    ...(created !== undefined && { occurred: created }),
    ...(userId && { user: userId }),
    ...(url && { url }),
    ...(sourceId !== undefined && { sourceId }),
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(Object.keys(circumstances).length > 0 && { circumstances }),
  };
}

/** A status may change in a message or without one; an unbounce is about an address, whatever campaign it names. */
function campaignOf(type: EventType, emailCampaignId = NO_CAMPAIGN): number | undefined {
  if (type === 'UNBOUNCE') return NO_CAMPAIGN;
  return emailCampaignId === NO_CAMPAIGN && type !== 'STATUSCHANGE' ? undefined : emailCampaignId;
}

/** What tells people from machines, and needn't be a property of its type to do so. */
function circumstancesOf({ filteredEvent, machine, userAgent, ipAddress, method, purpose }: EventFields) {
  const flag = senderFlag({
    ...(filteredEvent !== undefined && { filteredEvent }),
    ...(machine !== undefined && { machine }),
  });
  return {
    ...(flag !== undefined && { machine: flag }),
    ...(userAgent !== undefined && { userAgent }),
    ...(ipAddress !== undefined && { ipAddress }),
    ...(method !== undefined && { method }),
    ...(purpose !== undefined && { purpose }),
  };
}

/**
 * The sender's id of the event, or the one that another system gave it. An id of our own names an event that this
 * account has: posted back as we gave it out, it is known by what it says, like the first time.
 */
function sourceIdOf({ sourceId, id }: EventFields, account: number): string | undefined {
  if (sourceId !== undefined) return sourceId;
  return id !== undefined && parseEventId(account, id) ? undefined : id;
}

const inList = (issue: Issue, position: number): Issue => ({
  ...issue,
  path: ['events', position, ...issue.path],
});

const issueOf = (field: string | undefined, input: unknown, message: string): Issue => ({
  ...{ code: 'custom', path: field === undefined ? [] : [field], input, message },
});

const withoutUndefined = (values: object): Properties =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** Fields that are null are left out, also of the objects in it. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (inner === null ? [] : [[name, withoutNulls(inner)]])),
  );
}
