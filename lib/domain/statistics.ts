import { byMachines, type Figures, messagesWith } from './figures.ts';

/** A campaign's figures as `GET /v1/emCampaigns/{id}/stats` gives them. */
export interface Statistics {
  sent: number;
  delivered: number;
  opens: number;
  uniqueOpens: number;
  clicks: number;
  uniqueClicks: number;
  bounces: number;
  hardBounces: number;
  softBounces: number;
  unsubscribes: number;
  spamReports: number;
  drops: number;
  /** The same without what machines did: Apple's relay, Gmail's prefetch, security scanners. */
  human: Record<'opens' | 'uniqueOpens' | 'clicks' | 'uniqueClicks', number>;
  /** Fractions of 1; `null` where there is nothing to divide by. */
  rates: Record<'delivery' | 'open' | 'click' | 'bounce' | 'unsubscribe' | 'complaint', number | null>;
}

/**
 * Every figure counts events, each fact once; `unique…` count messages. A bounce of no stated kind counts in
 * `bounces` alone. Deliveries and bounces are rated by what was sent, what people did by what was delivered;
 * machines' opens and clicks have no part in the rates.
 */
export function statisticsOf(figures: Figures): Statistics {
  const count = (name: string) => figures[name] ?? 0;
  const hardBounces = count('hard-bounce');
  const softBounces = count('soft-bounce');
  const bounces = count('bounced') + hardBounces + softBounces;
  const human = (name: string) => count(name) - count(byMachines(name));
  const sent = count('SENT');
  const delivered = count('delivered');
  const people = {
    opens: human('open'),
    uniqueOpens: human(messagesWith('open')),
    clicks: human('click'),
    uniqueClicks: human(messagesWith('click')),
  };
  const unsubscribes = count('unsubscribe');
  const spamReports = count('spamreport');
  return {
    sent,
    delivered,
    opens: count('open'),
    uniqueOpens: count(messagesWith('open')),
    clicks: count('click'),
    uniqueClicks: count(messagesWith('click')),
    bounces,
    hardBounces,
    softBounces,
    unsubscribes,
    spamReports,
    drops: count('dropped'),
    human: people,
    rates: {
      delivery: rate(delivered, sent),
      open: rate(people.uniqueOpens, delivered),
      click: rate(people.uniqueClicks, delivered),
      bounce: rate(bounces, sent),
      unsubscribe: rate(unsubscribes, delivered),
      complaint: rate(spamReports, delivered),
    },
  };
}

const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
