/** Anything that JSON holds. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/**
 * Properties that only the sender of an event can know, by HubSpot's names (seed 002; those that only its clients
 * know come last). Stored chains hold positions in this list: names are only added at its end.
 */
export const propertyNames = [
  // Submission.
  'subject',
  'from',
  'replyTo',
  'cc',
  'bcc',
  'dropReason',
  'dropMessage',
  // Delivery.
  'response',
  'smtpId',
  'attempt',
  'category',
  'status',
  // User engagement.
  'userAgent',
  'browser',
  'location',
  'deviceType',
  'duration',
  'referer',
  'linkId',
  // User status.
  'source',
  'requestedBy',
  'requestedByUserId',
  'portalSubscriptionStatus',
  'subscriptions',
  'bounced',
  'user',
  'suppressedReason',
  'suppressedMessage',
  // Of any type.
  'hmid',
  'sendId',
  'emailCampaignGroupId',
  'ipAddress',
  // Ours: what a change of subscriptions was allowed by.
  'portalSubscriptionLegalBasis',
  'portalSubscriptionLegalBasisExplanation',
] as const;
export type PropertyName = (typeof propertyNames)[number];

/** What a sender said of an event beyond type, time, recipient and link. */
export type Properties = { readonly [Name in PropertyName]?: Json };
