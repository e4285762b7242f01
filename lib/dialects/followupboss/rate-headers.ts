/** Our rate counts minutes, where Follow Up Boss's own counts 10 seconds; clients read the window from here. */
const WINDOW_SECONDS = 60;

/**
 * The headers Follow Up Boss gives with every answer (facts/follow-up-boss.md, 1.4).
 * @param rate requests a minute: allowed, and left in this minute
 */
export const rateHeaders = (rate: { limit: number; remaining: number }): Record<string, string> => ({
  'X-RateLimit-Limit': String(rate.limit),
  'X-RateLimit-Remaining': String(rate.remaining),
  'X-RateLimit-Window': String(WINDOW_SECONDS),
  'X-RateLimit-Context': 'global',
});
