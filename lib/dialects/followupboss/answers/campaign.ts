import * as z from 'zod';

export const id = z.int().positive();

export const campaign = z
  .strictObject({
    id,
    origin: z.string().describe('The system it comes from.'),
    originId: z.string().describe('Its id in that system; unique together with `origin`.'),
    name: z.string().nullable(),
    subject: z.string().nullable(),
    bodyHtml: z.string().nullable(),
  })
  .describe('One marketing email.');
export type CampaignAnswer = z.output<typeof campaign>;

const count = z.int().min(0);
const rate = z.number().min(0).nullable();

export const statistics = z
  .strictObject({
    campaignId: id,
    ...{ sent: count, delivered: count },
    ...{ opens: count, uniqueOpens: count, clicks: count, uniqueClicks: count },
    ...{ bounces: count, hardBounces: count, softBounces: count },
    ...{ unsubscribes: count, spamReports: count, drops: count },
    human: z
      .strictObject({ opens: count, uniqueOpens: count, clicks: count, uniqueClicks: count })
      .describe('The same without what machines did: mail relays, prefetches, security scanners.'),
    rates: z
      .strictObject({
        delivery: rate,
        open: rate,
        click: rate,
        bounce: rate,
        unsubscribe: rate,
        complaint: rate,
      })
      .describe(
        'Fractions; `null` where there is nothing to divide by. Machines have no part in `open` and `click`.',
      ),
  })
  .describe('What a campaign came to. Each event counts once, however often it was delivered.');
export type StatisticsAnswer = z.output<typeof statistics>;
