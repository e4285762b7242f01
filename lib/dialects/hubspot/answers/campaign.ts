import * as z from 'zod';

const id = z.int().positive();
const count = z.int().positive();

export const campaignHead = z
  .strictObject({ id, appId: id, appName: z.string() })
  .describe('An email campaign, and the system it comes from.');
export type CampaignHeadAnswer = z.output<typeof campaignHead>;

export const recentCampaign = campaignHead
  .extend({
    lastUpdatedTime: z.int().min(0).describe('When the last of its events came in, in ms since 1970.'),
  })
  .describe('An email campaign that has events.');

export const counters = z
  .strictObject({
    ...{ sent: count, processed: count, delivered: count, deferred: count, dropped: count },
    ...{ bounce: count, open: count, click: count, print: count, forward: count, reply: count },
    ...{ statuschange: count, spamreport: count, suppressed: count, unsubscribed: count },
  })
  .partial()
  .describe('How many events there are. What there is none of is absent.');

export const campaign = z
  .strictObject({
    ...{ id, appId: id, appName: z.string(), contentId: id, name: z.string(), subject: z.string() },
    counters,
    numIncluded: z.int().min(0).describe('How many messages were meant to go out.'),
    numQueued: z.int().min(0).describe('How many were sent.'),
    processingState: z.literal('DONE'),
    subType: z.literal(''),
    type: z.literal('BATCH_EMAIL'),
  })
  .describe('An email campaign with what it came to.');
export type CampaignAnswer = z.output<typeof campaign>;
