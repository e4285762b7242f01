import type { Chain, Message, StoredEvent } from '../domain/event.ts';
import { inParallel } from '../in-parallel.ts';
import type { Item } from './attributes.ts';
import { textOf } from './attributes.ts';
import { parsePages, readPages } from './chain-pages.ts';
import { loadChains, parseChain } from './chains.ts';
import { CHAIN_PREFIX, messagesCampaign, personPartition } from './keys.ts';
import { queryAll } from './query-all.ts';
import type { ReadOptions } from './read-all.ts';
import type { Table } from './table.ts';

const CONCURRENT_READS = 4;

/**
 * Reads chains by their messages with all their events, each at its position; one of which nothing is stored
 * comes back empty.
 * @throws if one of them can't be read
 */
export async function readChains(
  table: Table,
  account: number,
  messages: readonly Message[],
  options: ReadOptions = {},
): Promise<Chain[]> {
  const loaded = await loadChains(table, account, messages, options);
  const chains = loaded.map((chain) => {
    if (chain instanceof Error) throw chain;
    return chain;
  });
  const whole = [...chains];
  await inParallel([...chains.entries()], CONCURRENT_READS, async ([position, chain]) => {
    if (chain.past) whole[position] = join(chain, await readPages(table, account, chain));
  });
  return whole;
}

/** All chains of a person with all their events, in order of their campaigns' ids. */
export async function readChainsOfPerson(table: Table, account: number, person: number): Promise<Chain[]> {
  const items = await queryAll(table, personPartition(account, person), CHAIN_PREFIX);
  const byCampaign = Map.groupBy(items, (item) => messagesCampaign(textOf(item, 'SK')));
  return [...byCampaign]
    .map(([campaign, parts]) => {
      const [own, pages] = [parts.filter((item) => !isPage(item)), parts.filter(isPage)];
      return join(parseChain({ person, campaign }, own[0]), parsePages(pages));
    })
    .sort((a, b) => a.campaign - b.campaign);
}

const isPage = (item: Item): boolean => item.page !== undefined;

/**
 * A chain with what it has in pages. Its item is read before its pages, and events only ever move from there to
 * here, so that one on its way between is seen twice rather than not at all.
 */
function join({ past: _, ...chain }: Chain, paged: readonly StoredEvent[]): Chain {
  const numbers = new Set(paged.map(({ number }) => number));
  return { ...chain, events: [...paged, ...chain.events.filter(({ number }) => !numbers.has(number))] };
}
