import { ApiError } from '../errors.ts';
import { type Issues, invalidField, invalidRequest } from '../http/issues.ts';
import type { UnknownCampaigns } from './accept-events.ts';

/** How a dialect names a campaign in the events of a request. */
export interface CampaignField {
  /** Of the list of events: `emEvents`. */
  list: string;
  /** Of an event: `campaignId`. */
  field: string;
}

/**
 * The error for a request with bad events: what is wrong with the first of them, field by field, and the position
 * of every one.
 * @param error its issues' paths begin with the list's name and the event's position
 */
export function invalidEvents(error: Issues): ApiError {
  const positions = [...new Set(error.issues.map(({ path }) => Number(path[1])))].sort((a, b) => a - b);
  return refusal(invalidRequest(error), positions);
}

/** The error for events of campaigns that the account doesn't have; it names the first. */
export function unknownCampaigns(
  { positions, campaign }: UnknownCampaigns,
  { list, field }: CampaignField,
): ApiError {
  const what = `there is no campaign ${campaign}`;
  return refusal(invalidField(`${list}[${positions[0]}].${field}`, what), positions);
}

/** With the positions a sender can take the bad ones out and send the rest. */
const refusal = ({ message }: ApiError, positions: readonly number[]): ApiError =>
  new ApiError('invalid', `${message} Nothing was stored. Bad events, by position: ${positions.join(', ')}.`);
