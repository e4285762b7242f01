import { readSettings } from '../../../lib/store/account-settings.ts';
import { getAccount, listAccounts } from '../../../lib/store/accounts.ts';
import { readOwners } from '../../../lib/store/addresses.ts';
import { findKey, listKeys } from '../../../lib/store/api-keys.ts';
import { appOf } from '../../../lib/store/apps.ts';
import { type Item, keyOf, textOf } from '../../../lib/store/attributes.ts';
import { findCampaignByOrigin, findCampaigns, getCampaign } from '../../../lib/store/campaigns.ts';
import { readPages } from '../../../lib/store/chain-pages.ts';
import { loadChains } from '../../../lib/store/chains.ts';
import { readRecords } from '../../../lib/store/commits.ts';
import { lastNumber } from '../../../lib/store/counters.ts';
import { formerAddressesOf } from '../../../lib/store/former-addresses.ts';
import { claim } from '../../../lib/store/idempotency.ts';
import { parseKeptAnswer } from '../../../lib/store/kept-answers.ts';
import { addressOf, type Counter, parseSegmentKey, type Total } from '../../../lib/store/keys.ts';
import { readLastErasure } from '../../../lib/store/last-erasure.ts';
import { getPerson, readPeople } from '../../../lib/store/people.ts';
import { readLeads } from '../../../lib/store/person-addresses.ts';
import { takeTokens } from '../../../lib/store/rate.ts';
import { readReceipt } from '../../../lib/store/receipts.ts';
import { readSegments } from '../../../lib/store/segments.ts';
import { readSuppressions } from '../../../lib/store/suppressions.ts';
import type { Table } from '../../../lib/store/table.ts';
import { readFigures, readLastActivity } from '../../../lib/store/tallies.ts';
import { readTotal } from '../../../lib/store/totals.ts';
import { getUser } from '../../../lib/store/users.ts';
import { kindOf } from './kinds.ts';
import { ACCOUNT } from './live.ts';

type Reading = (table: Table, item: Item, now: number) => Promise<unknown>;

/** The parts of a partition key after the account. */
const partsOf = (item: Item): string[] => keyOf(item).PK.split('#').slice(2);
const idOf = (item: Item): number => Number(partsOf(item)[1]);
const sortOf = (item: Item): string[] => keyOf(item).SK.split('#');

/**
 * How the product reads an item of each kind, by the kind's name in kinds.ts. What is found through an index is read
 * by the lists that a world's requests ask for.
 */
const readings: Readonly<Record<string, Reading>> = {
  accountListKey: (table) => listAccounts(table),
  accountCounterKey: async (_, item) => item.value?.N,
  accountKey: async (table) => [await getAccount(table, ACCOUNT), await readSettings(table, ACCOUNT)],
  userKey: (table, item) => getUser(table, ACCOUNT, Number(sortOf(item)[1])),
  apiKeyKey: (table, item) => findKey(table, keyOf(item).PK.slice(2)),
  apiKeyListKey: (table) => listKeys(table, ACCOUNT),
  rateKey: (table, item) => takeTokens(table, keyOf(item).PK.slice(2), Number(sortOf(item)[1]), 1),
  counterKey: (table, item) => lastNumber(table, ACCOUNT, sortOf(item)[1] as Counter),
  totalKey: (table, item) => readTotal(table, ACCOUNT, sortOf(item)[1] as Total),
  campaignKey: (table, item) => findCampaigns(table, ACCOUNT, [idOf(item)]),
  campaignBodyKey: (table, item) => getCampaign(table, ACCOUNT, idOf(item)),
  appKey: (table, item) => appOf(table, ACCOUNT, partsOf(item).slice(1).join('#')),
  originKey(table, item) {
    const [origin, originId] = JSON.parse(partsOf(item).slice(1).join('#')) as [string, string];
    return findCampaignByOrigin(table, ACCOUNT, origin, originId);
  },
  tallyKey: async (table, item) => [
    await readFigures(table, ACCOUNT, [idOf(item)]),
    await readLastActivity(table, ACCOUNT, [idOf(item)]),
  ],
  segmentKey(table, item) {
    const { campaign, hour, tag } = parseSegmentKey(keyOf(item));
    return readSegments(table, ACCOUNT, [{ campaign, hour, tag, shard: Number(partsOf(item)[2]) }]);
  },
  commitRecordKey: (table, item) => readRecords(table, ACCOUNT, [partsOf(item)[1] ?? '']),
  receiptKey: (table, item, now) => readReceipt(table, ACCOUNT, partsOf(item)[1] ?? '', now),
  idempotencyKey: (table, item, now) =>
    claim(table, ACCOUNT, {
      ...{
        keyHash: partsOf(item).slice(1).join('#'),
        bodyHash: textOf(item, 'bodyHash'),
        memo: 'another',
        now,
      },
    }),
  addressKey: (table, item) => readOwners(table, ACCOUNT, [addressOf(keyOf(item).PK)]),
  phoneKey: (table, item) => readLeads(table, ACCOUNT, { addresses: [], phones: [partsOf(item)[1] ?? ''] }),
  suppressionKey: (table, item) => readSuppressions(table, ACCOUNT, [addressOf(keyOf(item).PK)]),
  lastErasureKey: (table) => readLastErasure(table, ACCOUNT),
  formerAddressKey: (table, item) => formerAddressesOf(table, ACCOUNT, idOf(item)),
  keptAnswerKey: async (_, item) => parseKeptAnswer(item),
  personKey: async (table, item) => [
    await readPeople(table, ACCOUNT, [idOf(item)]),
    await getPerson(table, ACCOUNT, idOf(item)),
  ],
  chainKey: (table, item) =>
    loadChains(table, ACCOUNT, [{ person: idOf(item), campaign: Number(sortOf(item)[1]) }]),
  pageKey: (table, item) =>
    readPages(table, ACCOUNT, { person: idOf(item), campaign: Number(sortOf(item)[1]) }),
};

/** What the product makes of an item in a table that holds its world, as JSON. */
export async function read(table: Table, item: Item, now: number): Promise<unknown> {
  const reading = readings[kindOf(item)];
  if (!reading) throw new Error(`nothing in readings.ts reads a ${kindOf(item)}`);
  return toJson(await reading(table, item, now));
}

/** Errors by their causes, maps and sets as lists. */
const toJson = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null, (_, one: unknown) => {
      if (one instanceof Map || one instanceof Set) return [...one];
      return one instanceof Error ? { error: one.message, cause: String(one.cause) } : one;
    }),
  );
