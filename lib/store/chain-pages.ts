import type { Chain, Message, Past, StoredEvent } from '../domain/event.ts';
import { COUNTED } from '../domain/event.ts';
import { type Item, number, numberOf, text, toKey } from './attributes.ts';
import { decodeEvents, encodeEvents } from './chain-encoding.ts';
import { chainKey, lastPageSort, pageKey, pageSort, personPartition } from './keys.ts';
import { queryRange } from './query-all.ts';
import type { Table } from './table.ts';
import { transact } from './transact.ts';

/**
 * The events that a chain has in pages, in the order they were stored, strongly consistent.
 * @param from only the pages that may hold what happened then or later, ms
 */
export async function readPages(
  table: Table,
  account: number,
  { person, campaign }: Message,
  from = 0,
): Promise<StoredEvent[]> {
  const items = await queryRange(table, personPartition(account, person), {
    first: pageSort(campaign, Math.max(0, from)),
    last: lastPageSort(campaign),
  });
  return parsePages(items);
}

/** The events of page items, in the order they were stored. */
export const parsePages = (items: readonly Item[]): StoredEvent[] =>
  items
    .toSorted((a, b) => numberOf(a, 'page') - numberOf(b, 'page'))
    .flatMap(({ events }) => (events ? decodeEvents(events) : []));

/**
 * Moves a chain's oldest events into a page, all in one transaction: the chain says the same before and after.
 * @param moved the first of `chain.events`, every one of them counted
 * @param next the chain afterwards
 * @returns false if the stored chain had another version by then: nothing was written
 * @throws if the outcome isn't known
 */
export async function moveToPage(
  table: Table,
  account: number,
  chain: Chain & { version: string },
  moved: readonly StoredEvent[],
  next: Chain & { version: string; past: Past },
): Promise<boolean> {
  const { person, campaign } = chain;
  const times = moved.map(({ created }) => created);
  const range = { from: Math.min(...times), until: Math.max(...times) };
  const refused = await transact(table, [
    {
      Update: {
        TableName: table.name,
        Key: toKey(chainKey(account, person, campaign)),
        UpdateExpression: `SET version = :next, events = :events, pages = :pages, #until = :until, figures = :figures${
          next.past.delivered === undefined ? '' : ', delivered = :delivered'
        }`,
        ConditionExpression: 'version = :version',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: {
          ':version': text(chain.version),
          ':next': text(next.version),
          ':events': encodeEvents(next.events),
          ':pages': number(next.past.pages),
          ':until': number(next.past.until),
          ':figures': text(JSON.stringify(next.past.figures)),
          ...(next.past.delivered !== undefined && { ':delivered': number(next.past.delivered) }),
        },
      },
    },
    {
      Put: {
        TableName: table.name,
        Item: {
          ...toKey(pageKey(account, person, campaign, range, next.version)),
          page: number(next.past.pages),
          events: encodeEvents(moved.map((event) => ({ ...event, tag: COUNTED }))),
        },
      },
    },
  ]);
  return refused === undefined;
}
