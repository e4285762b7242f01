import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Figures } from '../domain/figures.ts';
import type { JournalGroup } from '../domain/journal.ts';
import { COMMIT_RECORD_TTL_MS } from '../limits.ts';
import { type Item, number, text, textOf, timeToLive, toKey } from './attributes.ts';
import { cancellation, type StoreFailure, storeFailure } from './errors.ts';
import { encodeRows } from './journal-encoding.ts';
import {
  commitRecordKey,
  createdIndexSort,
  journalIndexPartition,
  journalIndexSort,
  segmentKey,
  tallyKey,
} from './keys.ts';
import { type ReadOptions, readAll } from './read-all.ts';
import type { Table } from './table.ts';

/** What became of a tag, for good. `except` names the messages (`messageName`) that a commit leaves out. */
export type CommitRecord = { state: 'committed'; except: ReadonlySet<string> } | { state: 'aborted' };

/** What one attempt at a batch counts. */
export interface Commit {
  tag: string;
  shard: number;
  /** Messages whose save ended unknown: what may yet land there is not counted. */
  except: readonly string[];
  groups: readonly JournalGroup[];
  /** What is added to each campaign's tallies. */
  figures: ReadonlyMap<number, Figures>;
}

/** How a try of a commit ended: `again` means nothing definite, or nothing but weather. */
export type CommitResult =
  | { kind: 'committed' }
  | { kind: 'refused' }
  | { kind: 'again'; failure: StoreFailure };

/**
 * Rule 15: one transaction writes the record, if the tag has none, the journal and the tallies, or nothing.
 * A second commit of the same tag is refused and changes nothing. It is sent once: each try has its own time.
 *
 * @param now time of this try: it orders the lists by `updated`
 */
export async function putCommit(
  table: Table,
  account: number,
  commit: Commit,
  now: number,
): Promise<CommitResult> {
  try {
    const TransactItems = [
      putRecord(table, account, commit.tag, { state: 'committed', except: new Set(commit.except) }, now),
      ...commit.groups.map((group) => putSegment(table, account, commit, group, now)),
      ...[...commit.figures].map(([campaign, figures]) =>
        addToTally(table, account, campaign, commit.shard, figures, now),
      ),
    ];
    await table.call('TransactWriteItems', { TransactItems }, { once: true });
    return { kind: 'committed' };
  } catch (error) {
    const reasons = cancellation(error);
    // Only the first action has a condition.
    if (reasons?.[0] === 'duplicate') return { kind: 'refused' };
    const failure = reasons ? reasons.find((reason) => reason !== undefined) : storeFailure(error);
    return { kind: 'again', failure: failure ?? 'unknown' };
  }
}

/** Actions that a commit takes: they must stay within TransactWriteItems' 100. */
export const commitActions = (groups: number, campaigns: number): number => 1 + groups + campaigns;

/**
 * Rules 10 and 19: makes sure that a tag will never commit, unless it has.
 * @returns the tag's record, which is final
 */
export async function putAborted(
  table: Table,
  account: number,
  tag: string,
  now: number,
): Promise<CommitRecord> {
  const { Put } = putRecord(table, account, tag, { state: 'aborted' }, now);
  try {
    await table.call('PutItem', Put);
    return { state: 'aborted' };
  } catch (error) {
    if (storeFailure(error) !== 'duplicate') throw error;
    const current = (error as { Item?: Item }).Item ?? (await readRecordItems(table, account, [tag]))[0];
    if (!current) throw error;
    return parseRecord(current);
  }
}

/**
 * Rule 8: the records of tags, strongly consistent. A tag without one is absent. A record is final, so that for
 * who expects to find it `if-absent` is as good at half the price.
 */
export async function readRecords(
  table: Table,
  account: number,
  tags: readonly string[],
  { consistent = true }: ReadOptions = {},
): Promise<Map<string, CommitRecord>> {
  const items = await readRecordItems(table, account, tags, consistent);
  return new Map(
    tags.flatMap((tag, position) => {
      const item = items[position];
      return item ? [[tag, parseRecord(item)] as const] : [];
    }),
  );
}

const readRecordItems = (
  table: Table,
  account: number,
  tags: readonly string[],
  consistent: ReadOptions['consistent'] = true,
) =>
  readAll(
    table,
    tags.map((tag) => commitRecordKey(account, tag)),
    { consistent },
  );

function parseRecord(item: Item): CommitRecord {
  const state = textOf(item, 'state');
  if (state === 'aborted') return { state };
  if (state !== 'committed') throw new TypeError(`a commit record of the unknown state ${state}`);
  return { state, except: new Set(JSON.parse(item.except?.S ?? '[]') as string[]) };
}

function putRecord(table: Table, account: number, tag: string, record: CommitRecord, now: number) {
  return {
    Put: {
      TableName: table.name,
      Item: {
        ...toKey(commitRecordKey(account, tag)),
        state: text(record.state),
        ...(record.state === 'committed' &&
          record.except.size > 0 && { except: text(JSON.stringify([...record.except])) }),
        ttl: timeToLive(now + COMMIT_RECORD_TTL_MS),
      },
      ConditionExpression: 'attribute_not_exists(PK)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  };
}

function putSegment(
  table: Table,
  account: number,
  { tag, shard }: Commit,
  { campaign, hour, rows }: JournalGroup,
  now: number,
): TransactWriteItem {
  const times = rows.map(({ created }) => created);
  const range = { latest: Math.max(...times), earliest: Math.min(...times) };
  return {
    Put: {
      TableName: table.name,
      Item: {
        ...toKey(segmentKey(account, campaign, shard, hour, tag)),
        rows: { B: encodeRows(rows, hour) },
        createdPK: text(journalIndexPartition(account)),
        createdSK: text(createdIndexSort(range, campaign, hour, tag)),
        updatedPK: text(journalIndexPartition(account)),
        updatedSK: text(journalIndexSort(now, campaign, hour, tag)),
      },
    },
  };
}

function addToTally(
  table: Table,
  account: number,
  campaign: number,
  shard: number,
  figures: Figures,
  now: number,
): TransactWriteItem {
  const names = Object.keys(figures);
  return {
    Update: {
      TableName: table.name,
      Key: toKey(tallyKey(account, campaign, shard)),
      // `updated` tells when the campaign was last active without a look at its journal.
      UpdateExpression: `SET #updated = :updated ADD ${names.map((_, n) => `#n${n} :v${n}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries([
        ['#updated', 'updated'],
        ...names.map((name, n) => [`#n${n}`, name]),
      ]),
      ExpressionAttributeValues: Object.fromEntries([
        [':updated', number(now)],
        ...names.map((name, n) => [`:v${n}`, number(figures[name] ?? 0)]),
      ]),
    },
  };
}
