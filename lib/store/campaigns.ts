import {
  type Campaign,
  type CampaignChange,
  type CampaignDraft,
  type CampaignHead,
  changeCampaign,
} from '../domain/campaign.ts';
import { ApiError } from '../errors.ts';
import { put, putIfNew, putIfVersion, remove } from './actions.ts';
import { appOf } from './apps.ts';
import { type Item, number, numberOf, toKey } from './attributes.ts';
import { takeNumbers } from './counters.ts';
import { campaignBodyKey, campaignKey, originKey } from './keys.ts';
import { fits, PACKED_BYTES_MAX, packText, unpackText } from './packed-text.ts';
import { type ReadOptions, readAll } from './read-all.ts';
import type { Table } from './table.ts';
import { countAction } from './totals.ts';
import { transact } from './transact.ts';
import { untilWritten } from './until-written.ts';

/** A later reader knows by it how to read an item. */
const FORMAT = 1;

/**
 * Makes a campaign if its (origin, originId) is free, also among concurrent calls: the pair has an item of its
 * own, and campaign, pair and total are written together or not at all.
 * @returns the campaign, or the id of the one that has the pair
 * @throws ApiError `invalid` if the HTML is too large
 */
export async function createCampaign(
  table: Table,
  account: number,
  draft: CampaignDraft,
  now: number,
): Promise<{ created: Campaign } | { existing: number }> {
  const { origin, originId } = draft;
  const existing = await findCampaignByOrigin(table, account, origin, originId);
  if (existing !== undefined) return { existing };

  const body = packBody(draft.bodyHtml);
  const appId = await appOf(table, account, origin);
  const id = await takeNumbers(table, account, 'campaign');
  const campaign = await withLinks({ id, appId, ...draft, created: now, updated: now });
  const refused = await transact(table, [
    putIfNew(table, headItem(account, campaign, 1)),
    putIfNew(table, { ...toKey(originKey(account, origin, originId)), id: number(id) }),
    countAction(table, account, 'campaigns', id, 1),
    ...(body ? [put(table, { ...toKey(campaignBodyKey(account, id)), body })] : []),
  ]);
  if (!refused) return { created: campaign };
  const winner = await findCampaignByOrigin(table, account, origin, originId);
  if (winner === undefined) throw new Error('a campaign was refused though its origin is free');
  return { existing: winner };
}

/**
 * Changes a campaign; of two concurrent changes none is lost.
 * @param start ms since the epoch
 * @returns the campaign as it is then; `null` if there is none
 * @throws ApiError `invalid` if the HTML is too large, `unavailable` if others keep changing it
 */
export async function updateCampaign(
  table: Table,
  account: number,
  id: number,
  change: CampaignChange,
  start: number,
): Promise<Campaign | null> {
  const body = packBody(change.bodyHtml);
  const [headKey, bodyKey] = [campaignKey(account, id), campaignBodyKey(account, id)];
  return untilWritten(start, async (now) => {
    const [head, html] = await readAll(table, [headKey, bodyKey], { consistent: true });
    if (!head) return null;
    const campaign = parse(head, html);
    const changed = changeCampaign(campaign, change, now);
    if (changed === campaign) return campaign;

    const counted = await withLinks(changed);
    const version = numberOf(head, 'version');
    const actions = [putIfVersion(table, headItem(account, counted, version + 1), version)];
    if (body) actions.push(put(table, { ...toKey(bodyKey), body }));
    else if (html && changed.bodyHtml === null) actions.push(remove(table, bodyKey));
    return (await transact(table, actions)) ? undefined : counted;
  });
}

/** One campaign with its HTML, strongly consistent. */
export async function getCampaign(table: Table, account: number, id: number): Promise<Campaign | undefined> {
  return (await getCampaigns(table, account, [id])).get(id);
}

/** Campaigns with their HTML, by id, strongly consistent; those that don't exist are absent. */
export async function getCampaigns(
  table: Table,
  account: number,
  ids: readonly number[],
): Promise<Map<number, Campaign>> {
  const keys = ids.flatMap((id) => [campaignKey(account, id), campaignBodyKey(account, id)]);
  const items = await readAll(table, keys, { consistent: true });
  const campaigns = new Map<number, Campaign>();
  ids.forEach((id, position) => {
    const head = items[2 * position];
    if (head) campaigns.set(id, parse(head, items[2 * position + 1]));
  });
  return campaigns;
}

/**
 * Campaigns without their HTML, by id, strongly consistent: one read unit each. Those that don't exist are
 * absent, so this is also how events make sure of their campaigns.
 */
export async function findCampaigns(
  table: Table,
  account: number,
  ids: readonly number[],
  { consistent = true }: ReadOptions = {},
): Promise<Map<number, CampaignHead>> {
  const items = await readAll(
    table,
    ids.map((id) => campaignKey(account, id)),
    { consistent },
  );
  return new Map(
    items.filter((item) => item !== undefined).map((item) => [numberOf(item, 'id'), parseHead(item)]),
  );
}

/** The id of the campaign that has this pair, strongly consistent. */
export async function findCampaignByOrigin(
  table: Table,
  account: number,
  origin: string,
  originId: string,
): Promise<number | undefined> {
  const { Item } = await table.call('GetItem', {
    TableName: table.name,
    Key: toKey(originKey(account, origin, originId)),
    ConsistentRead: true,
  });
  return Item && numberOf(Item, 'id');
}

type HeadDocument = Pick<CampaignHead, 'origin' | 'originId' | 'name' | 'subject'>;

/** What a look at an event has to know of the HTML is counted once, when it comes. */
async function withLinks({ links: _, ...campaign }: Campaign): Promise<Campaign> {
  const { bodyHtml } = campaign;
  if (bodyHtml === null) return campaign;
  // All names of characters that HTML has are 9 ms of a start: they wait for the first HTML.
  const { countLinks } = await import('../html/count-links.ts');
  return { ...campaign, links: countLinks(bodyHtml) };
}

function headItem(account: number, campaign: CampaignHead, version: number): Item {
  const { id, appId, origin, originId, name, subject, links, created, updated } = campaign;
  const document: HeadDocument = { origin, originId, name, subject };
  return {
    ...toKey(campaignKey(account, id)),
    format: number(FORMAT),
    version: number(version),
    id: number(id),
    appId: number(appId),
    created: number(created),
    updated: number(updated),
    ...(links !== undefined && { links: number(links) }),
    document: packText(JSON.stringify(document)),
  };
}

const parseHead = (item: Item): CampaignHead => ({
  id: numberOf(item, 'id'),
  appId: numberOf(item, 'appId'),
  ...(JSON.parse(unpackText(item.document)) as HeadDocument),
  ...(item.links && { links: numberOf(item, 'links') }),
  created: numberOf(item, 'created'),
  updated: numberOf(item, 'updated'),
});

const parse = (head: Item, html: Item | undefined): Campaign => ({
  ...parseHead(head),
  bodyHtml: html ? unpackText(html.body) : null,
});

function packBody(bodyHtml: string | null | undefined) {
  if (bodyHtml === null || bodyHtml === undefined) return undefined;
  const body = packText(bodyHtml);
  if (fits(body)) return body;
  const kilobytes = PACKED_BYTES_MAX / 1_024;
  throw new ApiError('invalid', `Invalid field 'bodyHtml': more than ${kilobytes} KB after compression.`);
}
