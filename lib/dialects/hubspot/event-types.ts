/**
 * The types HubSpot's API knows, in the order in which its own error lists them (facts/hubspot-and-outreach.md,
 * A4). Those that are no types of ours, such as OPT_IN_CHANGE, are types that no event has.
 */
export const eventTypeNames = [
  'DROPPED',
  'UNBOUNCE',
  'STATUSCHANGE',
  'DELIVERED',
  'FORWARD',
  'BOUNCE',
  'REPLY',
  'PRINT',
  'PROCESSED',
  'UNSUBSCRIBED',
  'SUPPRESSED',
  'CLICK_ON_IDENTIFIED_LINK',
  'SENT',
  'SELECTED',
  'SPAMREPORT',
  'OPT_IN_CHANGE',
  'DEFERRED',
  'ERROR',
  'OPEN',
  'MTA_DROPPED',
  'CLICK',
] as const;
export type EventTypeName = (typeof eventTypeNames)[number];

/**
 * A type by its name, which is case-sensitive. The document says SUPPRESSION where the API says SUPPRESSED:
 * either is taken.
 */
export function findEventType(text: string): EventTypeName | undefined {
  const name = text === 'SUPPRESSION' ? 'SUPPRESSED' : text;
  return eventTypeNames.find((known) => known === name);
}
