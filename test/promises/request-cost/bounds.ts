import type { Spent } from './meter.ts';

/** Before a route of ingest: what its queue messages cost the event-processor. */
export const PROCESSING = 'processing of ';

const cost = (calls: number, readUnits: number, writeUnits: number): Spent => ({
  calls,
  readUnits,
  writeUnits,
});

/**
 * What a request may cost at most, by its route: calls to AWS, read and write units of the base table, with the look
 * at its key (one read) and at its rate (one write). The parts come from lib/limits.ts and the limits of the dialects.
 */
export const bounds: Readonly<Record<string, Spent>> = {
  // 1,000 campaigns and 1,000 addresses, read strongly; up to 33 chunks, sent one or more a call.
  'POST /v1/emEvents': cost(60, 2_010, 8),
  // For each event: its chain (at most 4 KB: four units), its part of a commit (a segment and a tally, two units each),
  // and half a unit to read chain and address each; commits of 40 groups, saves of 25.
  'processing of POST /v1/emEvents': cost(250, 1_600, 6_500),
  'POST /email/public/v1/events': cost(60, 2_010, 8),
  // A suppression more for every other event.
  'processing of POST /email/public/v1/events': cost(300, 1_600, 7_500),
  'POST /email/public/v1/events/unbounce': cost(8, 4, 4),
  'PUT /email/public/v1/subscriptions/{email}': cost(8, 4, 4),

  // A body of at most 380 KB after compression is 380 units, twice that in a transaction; this one is not as dense.
  'POST /v1/emCampaigns': cost(12, 5, 40),
  'PUT /v1/emCampaigns/{id}': cost(5, 100, 40),
  'GET /v1/emCampaigns/{id}': cost(3, 100, 1),
  // A walk looks at 2,500 ids at most.
  'GET /v1/emCampaigns': cost(30, 2_510, 1),
  'GET /v1/emCampaigns/{id}/stats': cost(6, 20, 1),
  'GET /v1/emCampaigns/{id}/drops': cost(40, 110, 1),

  // 25 addresses and 25 phones, each read strongly and written in one transaction.
  'POST /v1/people': cost(10, 55, 200),
  // The same taken away and given anew; former addresses stay known.
  'PUT /v1/people/{id}': cost(8, 110, 250),
  'DELETE /v1/people/{id}': cost(100, 130, 320),
  'GET /v1/people/{id}': cost(3, 100, 1),
  'GET /v1/people/{id}/export': cost(20, 100, 1),
  'GET /v1/people/checkDuplicate': cost(4, 4, 1),
  // Orders other than by id read up to 2,000 people of 32 KB, and 10,000 ids where most of them were deleted.
  'GET /v1/people': cost(120, 8_010, 1),

  // At most 5,000 rows of the journal are looked at, at worst each in a segment of its own; then the page ends early.
  'GET /v1/emEvents': cost(450, 3_600, 1),
  'GET /v1/emEvents/chains': cost(40, 150, 1),
  'GET /v1/emEvents/receipts/{id}': cost(3, 5, 1),
  // The feed's own bound of cost, and what one more look comes to (lib/views/event-feed.ts).
  'GET /email/public/v1/events': cost(200, 1_600, 1),
  'GET /email/public/v1/events/{created}/{id}': cost(6, 6, 1),
  // The last activity of at most 250 campaigns, and the window that went beyond it; then the page ends early.
  'GET /email/public/v1/campaigns': cost(80, 3_300, 1),
  'GET /email/public/v1/campaigns/by-id': cost(30, 2_510, 1),
  'GET /email/public/v1/campaigns/{campaignId}': cost(5, 20, 1),
  'GET /email/public/v1/subscriptions': cost(3, 2, 1),
  // At most 5,000 suppressions are looked at; then the page ends early.
  'GET /email/public/v1/subscriptions/timeline': cost(120, 5_010, 1),
  'GET /email/public/v1/subscriptions/{email}': cost(4, 5, 1),
  'GET /crm/v3/schemas': cost(2, 1, 1),
};
