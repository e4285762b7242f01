import { aCampaign, anAudience } from '../audience.ts';
import type { Installation } from '../installation.ts';
import { tellOfAll } from '../workloads/blast.ts';
import { costOf } from './cost.ts';
import { fill } from './fill.ts';
import { type HotKey, hotKeys } from './hot-keys.ts';

/** What the same work cost with so much stored in the same campaign before it. */
export interface SizeCost {
  stored: number;
  events: number;
  writeUnitsPerEvent: number;
  readUnitsPerEvent: number;
  eventsPerSecond: number;
  /** Read units of the account's latest 1,000 events, and of the campaign's figures. */
  page: { readUnits: number; seconds: number };
  campaignFigures: { readUnits: number; seconds: number };
}

/** The work that is measured. */
export interface Work {
  /** So many new messages are delivered, and as many opened of those that are stored. */
  messages: number;
  /** Recipients of the blast whose keys are looked at, when all else is stored. */
  blast: number;
}

/** Steps in which it is told how far the filling has come. */
const FILL_STEP = 50_000;

/**
 * One campaign that grows: filled to each size, and measured there.
 * @param counts events stored before the work, in rising order
 */
export async function measureSizes(
  installation: Installation,
  counts: readonly number[],
  work: Work,
  tell: (progress: string) => void,
): Promise<{ sizes: SizeCost[]; hotKeys: HotKey[] }> {
  const campaign = await aCampaign(installation);
  const sizes: SizeCost[] = [];
  // How many events there are, and how many people have got the campaign.
  let [stored, people] = [0, 0];
  for (const count of counts) {
    while (stored < count) {
      const step = Math.min(FILL_STEP, count - stored);
      await fill(installation, { campaign, people: [people, people + step] });
      [stored, people] = [stored + step, people + step];
      tell(`${stored.toLocaleString('en')} of ${count.toLocaleString('en')} events stored`);
    }
    sizes.push(await measureSize(installation, { campaign, stored, people, messages: work.messages }));
    [stored, people] = [stored + 2 * work.messages, people + work.messages];
    tell(`measured at ${count.toLocaleString('en')} events`);
  }
  return { sizes, hotKeys: await measureKeys(installation, { campaign, people, recipients: work.blast }) };
}

async function measureSize(
  installation: Installation,
  {
    campaign,
    stored,
    people,
    messages,
  }: { campaign: number; stored: number; people: number; messages: number },
): Promise<SizeCost> {
  const delivered = Array.from({ length: messages }, (_, n) => people + n);
  // From the first message that is stored to the last.
  const opened = delivered.map((_, n) => Math.floor((n * people) / messages));
  await anAudience(installation, new Set([...delivered, ...opened]));
  const common = { campaignId: campaign, respondAsync: false };
  const { writeUnits, readUnits, seconds } = await costOf(installation, async () => {
    await tellOfAll(installation, { ...common, type: 'delivered', people: delivered });
    await tellOfAll(installation, { ...common, type: 'open', people: opened });
  });
  const events = 2 * messages;
  return {
    stored,
    events,
    writeUnitsPerEvent: writeUnits / events,
    readUnitsPerEvent: readUnits / events,
    eventsPerSecond: events / seconds,
    page: await costOfView(installation, '/email/public/v1/events?limit=1000'),
    campaignFigures: await costOfView(installation, `/v1/emCampaigns/${campaign}/stats`),
  };
}

/** A blast to people who are new, and which keys it writes how often. */
async function measureKeys(
  installation: Installation,
  { campaign, people, recipients }: { campaign: number; people: number; recipients: number },
): Promise<HotKey[]> {
  const audience = Array.from({ length: recipients }, (_, n) => people + n);
  await anAudience(installation, new Set(audience));
  installation.ledger.keys.clear();
  const { writeUnits } = await costOf(installation, () =>
    tellOfAll(installation, {
      type: 'delivered',
      campaignId: campaign,
      people: audience,
      respondAsync: false,
    }),
  );
  return hotKeys(installation.ledger.keys, { events: recipients, writeUnits });
}

/** What a view's reads cost; the look at the key, which a warm function knows, is none of them. */
async function costOfView(
  installation: Installation,
  path: string,
): Promise<{ readUnits: number; seconds: number }> {
  const { ledger } = installation;
  const before = ledger.of('views').readUnits;
  const { seconds } = await costOf(installation, async () => {
    await installation.ask('GET', path, {}, 'view');
  });
  return { readUnits: ledger.of('views').readUnits - before, seconds };
}
