/** Our rate counts minutes, where HubSpot's own counts 10 seconds; clients read the interval from here. */
const INTERVAL_MS = 60_000;

/**
 * The headers HubSpot gives with every answer (facts/hubspot-and-outreach.md, A7). Within one second as many
 * requests may come as are left of the minute, so the pair for seconds says the same. There is no pair for days:
 * we have no such limit, and HubSpot gives it to API keys only, not to the Bearer tokens that clients send now.
 *
 * @param rate requests a minute: allowed, and left in this minute
 */
export const rateHeaders = (rate: { limit: number; remaining: number }): Record<string, string> => ({
  'X-HubSpot-RateLimit-Max': String(rate.limit),
  'X-HubSpot-RateLimit-Remaining': String(rate.remaining),
  'X-HubSpot-RateLimit-Interval-Milliseconds': String(INTERVAL_MS),
  'X-HubSpot-RateLimit-Secondly': String(rate.limit),
  'X-HubSpot-RateLimit-Secondly-Remaining': String(rate.remaining),
});
