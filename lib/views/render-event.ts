import { submissionTypes } from '../domain/event-types.ts';
import { isFiltered } from '../domain/history.ts';
import type { ShownEvent } from './histories.ts';

/**
 * An event with HubSpot's names (seed 002), as every dialect shows it that shows events whole; a key that does
 * not apply is absent. `userId`, the user it was sent from, is ours.
 * @param account HubSpot's `portalId`
 */
export function renderEvent(account: number, { event, campaign, campaignHead }: ShownEvent) {
  const { id, created, type, recipient, user, url, properties, sentBy, obsoletedBy, causedBy } = event;
  const filteredEvent = isFiltered(event);
  return {
    id,
    created,
    type,
    recipient,
    portalId: account,
    ...(campaignHead && { appId: campaignHead.appId, appName: campaignHead.origin }),
    emailCampaignId: campaign,
    userId: user,
    ...(submissionTypes.has(type) && campaignHead?.subject != null && { subject: campaignHead.subject }),
    ...(url !== undefined && { url }),
    ...properties,
    ...(filteredEvent !== undefined && { filteredEvent }),
    ...(sentBy && { sentBy }),
    ...(obsoletedBy && { obsoletedBy }),
    ...(causedBy && { causedBy }),
  };
}
