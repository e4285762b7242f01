import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Chain, StoredEvent } from '../../lib/domain/event.ts';
import { addFigures, type Figures, foldEvents } from '../../lib/domain/figures.ts';
import type { Item } from '../../lib/store/attributes.ts';
import { decodeEvents } from '../../lib/store/chain-encoding.ts';
import { decodeRows } from '../../lib/store/journal-encoding.ts';
import { parseSegmentKey } from '../../lib/store/keys.ts';
import type { EmbeddedTable } from '../store/embedded-table.ts';

/** Everything that a table says of events, found by reading all of it. */
export interface Audit {
  chains: Chain[];
  /** `campaign.person.number`, as often as the journal has it. */
  journal: string[];
  /** The same out of the chains. */
  stored: string[];
  /** Figures by campaign: what the tallies say … */
  tallies: Record<string, Figures>;
  /** … and what the chains come to. */
  folds: Record<string, Figures>;
  /** `address.kind.number` of each suppression. */
  suppressions: string[];
}

/** Reads the whole table. Right is: `journal` equals `stored`, `tallies` equals `folds`. */
export async function audit({ client, table }: Pick<EmbeddedTable, 'client' | 'table'>): Promise<Audit> {
  return auditItems(await scan({ client, table }));
}

/** The same of items that have been read. */
export function auditItems(items: readonly Item[]): Audit {
  const chains = chainsOf(items);
  const result: Audit = { chains, journal: [], stored: [], tallies: {}, folds: {}, suppressions: [] };
  for (const chain of chains) {
    addTo(result.folds, String(chain.campaign), foldEvents(chain.events));
    result.stored.push(...chain.events.map(({ number }) => `${chain.campaign}.${chain.person}.${number}`));
  }
  for (const item of items) note(item, result);
  result.stored.sort();
  result.journal.sort();
  result.suppressions.sort();
  return result;
}

function note({ PK, SK, ...attributes }: Item, result: Audit): void {
  const key = { PK: PK?.S ?? '', SK: SK?.S ?? '' };
  if (key.SK.startsWith('J#')) {
    const { campaign, hour } = parseSegmentKey(key);
    const rows = decodeRows(attributes.rows?.B ?? new Uint8Array(), hour);
    result.journal.push(...rows.map(({ person, number }) => `${campaign}.${person}.${number}`));
  } else if (key.SK === 'TALLY') {
    const campaign = key.PK.split('#')[3] ?? '';
    const { updated: _, ...sums } = attributes;
    const figures = Object.entries(sums).map(([name, { N }]) => [name, Number(N)] as const);
    addTo(result.tallies, campaign, Object.fromEntries(figures));
  } else if (key.SK.startsWith('S#')) {
    const address = key.PK.split('#E#')[1];
    result.suppressions.push(`${address}.${attributes.kind?.S}.${attributes.event?.N}`);
  }
}

function addTo(all: Record<string, Figures>, campaign: string, figures: Figures): void {
  const sum = all[campaign] ?? {};
  addFigures(sum, figures);
  all[campaign] = sum;
}

/** Chains with what they have in pages. */
function chainsOf(items: readonly Item[]): Chain[] {
  const parts = Map.groupBy(
    items.filter(({ SK, events }) => SK?.S?.startsWith('M#') && events),
    ({ PK, SK }) => `${PK?.S?.split('#')[3]}.${SK?.S?.split('#')[1]}`,
  );
  return [...parts].map(([name, found]) => {
    const [person, campaign] = name.split('.').map(Number) as [number, number];
    // The chain's own item has no page number: it comes behind its pages.
    const order = ({ page }: Item) => Number(page?.N ?? Number.POSITIVE_INFINITY);
    const ordered = found.toSorted((a, b) => order(a) - order(b));
    return {
      person,
      campaign,
      events: ordered.flatMap(({ events }) => (events ? decodeEvents(events) : [])),
    };
  });
}

export async function scan({ client, table }: Pick<EmbeddedTable, 'client' | 'table'>): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table.name,
        ConsistentRead: true,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}

/** What a chain's events say, without what depends on who stored them when. */
export const factsOf = (events: readonly StoredEvent[]): string[] =>
  events.map(({ word, created, url }) => `${word}@${created}${url ?? ''}`).sort();
