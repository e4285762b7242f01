import { NO_CAMPAIGN } from '../../domain/event.ts';
import type { Properties } from '../../domain/event-properties.ts';
import { type EventType, engagementTypes, submissionTypes } from '../../domain/event-types.ts';
import { NO_APP } from '../../views/campaign-filter.ts';
import type { ShownEvent } from '../../views/histories.ts';
import { renderEvent as renderCanonical } from '../../views/render-event.ts';
import { browserOf } from './browser.ts';

/** Types whose events always have `smtpId`, `null` where nobody knows it (facts A5). */
const WITH_SMTP_ID: ReadonlySet<EventType> = new Set(['SENT', 'PROCESSED', 'OPEN', 'CLICK', 'DROPPED']);

/**
 * An event as HubSpot gives it (facts/hubspot-and-outreach.md, A5 and A8): a key that does not apply is absent,
 * some that apply and of which nothing is known are there empty.
 * @param account HubSpot's `portalId`
 */
export function renderEvent(account: number, shown: ShownEvent) {
  // The user it was sent from is ours; HubSpot has nothing like it.
  const { userId: _, ...canonical } = renderCanonical(account, shown);
  const { type, properties } = shown.event;
  if (type === 'UNBOUNCE') return renderUnbounce(canonical, properties);
  const { url, ...event } = canonical;
  return {
    ...(WITH_SMTP_ID.has(type) && { smtpId: null }),
    ...(submissionTypes.has(type) && { replyTo: [], cc: [], bcc: [] }),
    ...(engagementTypes.has(type) && renderAgent(properties)),
    ...(type === 'CLICK' && { ...(url !== undefined && { url }), referer: '', linkId: 0 }),
    // Of no campaign: HubSpot gives 0 for both then (facts A5, "Real-capture surprises").
    ...(shown.campaign === NO_CAMPAIGN && { appId: NO_APP }),
    ...event,
  };
}

/** What the user agent tells, where the sender doesn't. */
function renderAgent({ userAgent }: Properties) {
  const agent = typeof userAgent === 'string' ? browserOf(userAgent) : { browser: {} };
  return { ...agent, location: {} };
}

/** The one type that is about no message, and says so little (seed 002, "'Unbounce' events"). */
function renderUnbounce(
  { id, created, type, recipient, portalId, sentBy, causedBy, obsoletedBy }: Canonical,
  { user }: Properties,
) {
  return {
    ...{ id, created, type, recipient, portalId },
    ...(user !== undefined && { user }),
    ...(sentBy && { sentBy }),
    ...(causedBy && { causedBy }),
    ...(obsoletedBy && { obsoletedBy }),
  };
}

type Canonical = Omit<ReturnType<typeof renderCanonical>, 'userId'>;
