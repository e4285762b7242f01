/**
 * The keys of the one table. No other file builds a key string.
 * Rows in the order of the design's table; `account`, `person`, `campaign` are integer ids.
 */

export interface Key {
  PK: string;
  SK: string;
}

const key = (PK: string, SK: string): Key => ({ PK, SK });

/** Integers that must sort as strings. 15 digits hold milliseconds until the year 33658 and every safe id. */
export const sortable = (value: number): string => String(value).padStart(15, '0');

// Accounts, users, API keys. One partition lists all accounts: there are few, and only the operator asks.
export const ACCOUNTS_PARTITION = 'ACCOUNTS';
export const accountListKey = (account: number) =>
  key(ACCOUNTS_PARTITION, `${ACCOUNT_PREFIX}${sortable(account)}`);
export const ACCOUNT_PREFIX = 'A#';
export const accountCounterKey = () => key(ACCOUNTS_PARTITION, 'SEQ#account');
export const accountPartition = (account: number) => `A#${account}`;
export const accountKey = (account: number) => key(accountPartition(account), 'ACCOUNT');
export const userKey = (account: number, user: number) =>
  key(accountPartition(account), `USER#${sortable(user)}`);
export const USER_PREFIX = 'USER#';
export const LAST_ERASURE_SORT = 'ERASURE';
export const lastErasureKey = (account: number) => key(accountPartition(account), LAST_ERASURE_SORT);
/** `hash` is the SHA-256 of the API key in hex; the key itself is stored nowhere. */
export const apiKeyKey = (hash: string) => key(`K#${hash}`, 'KEY');
/** The account's list of its API keys, by the first digits of the hash. */
export const apiKeyListKey = (account: number, hash: string) =>
  key(accountPartition(account), `${API_KEY_PREFIX}${hash.slice(0, 12)}`);
export const API_KEY_PREFIX = 'KEY#';
/** `window` is the minute since the epoch. */
export const rateKey = (hash: string, window: number) => key(`K#${hash}`, `RATE#${window}`);

/** What is counted per account: ids are dense in `campaign`, `person`, `user`, `app`; `event` has gaps. */
export type Counter = 'campaign' | 'person' | 'event' | 'user' | 'app';
export const counterKey = (account: number, counter: Counter) =>
  key(accountPartition(account), `SEQ#${counter}`);
/** How many there are now, for `_metadata.total`. Of the people, `trashed` are in the stage "Trash". */
export type Total = 'people' | 'trashed' | 'campaigns';
export const totalKey = (account: number, total: Total, shard: number) =>
  key(accountPartition(account), `${totalPrefix(total)}${String(shard).padStart(2, '0')}`);
export const totalPrefix = (total: Total) => `COUNT#${total}#`;

// Campaigns.
const campaignPartition = (account: number, campaign: number) => `A#${account}#C#${campaign}`;
export const campaignKey = (account: number, campaign: number) =>
  key(campaignPartition(account, campaign), 'CAMPAIGN');
/** The HTML of a campaign, apart from it: an event's look at its campaign must not pay for the HTML. */
export const campaignBodyKey = (account: number, campaign: number) =>
  key(campaignPartition(account, campaign), 'BODY');
/** One app per distinct origin: HubSpot's `appId` and `appName`. */
export const appKey = (account: number, origin: string) => key(`A#${account}#APP#${origin}`, 'APP');
/** (origin, originId) leads to one campaign. JSON keeps `a`,`b#c` and `a#b`,`c` apart. */
export const originKey = (account: number, origin: string, originId: string) =>
  key(`A#${account}#O#${JSON.stringify([origin, originId])}`, 'ORIGIN');
export const tallyKey = (account: number, campaign: number, shard: number) =>
  key(`${campaignPartition(account, campaign)}#${shard}`, 'TALLY');

// The journal. A segment holds one hour of one campaign of one batch.
export const journalPartition = (account: number, campaign: number, shard: number) =>
  `${campaignPartition(account, campaign)}#${shard}`;
/** `hour` is hours since the epoch, of the events' `created`. */
export const segmentKey = (account: number, campaign: number, shard: number, hour: number, tag: string) =>
  key(journalPartition(account, campaign, shard), `${SEGMENT_PREFIX}${hourSort(hour)}#${tag}`);
export const SEGMENT_PREFIX = 'J#';
/** The place in a campaign of whatever comes before an hour's end: no tag sorts behind a tilde. */
export const endOfHour = (hour: number): string => `${hourSort(hour)}#~`;
/** A segment's sort key from its place in its campaign, `hour#tag`. */
export const segmentSort = (place: string): string => `${SEGMENT_PREFIX}${place}`;
/** What a segment's key says. */
export function parseSegmentKey({ PK, SK }: Key): { campaign: number; hour: number; tag: string } {
  const [, , , campaign] = PK.split('#');
  const [, hour, tag] = SK.split('#');
  if (campaign === undefined || hour === undefined || tag === undefined) {
    throw new TypeError('a key that is no journal segment’s');
  }
  return { campaign: Number(campaign), hour: Number(hour), tag };
}
export const hourSort = (hour: number): string => String(hour).padStart(8, '0');
/** Partition of the `byCreated` and `byUpdated` indexes over an account's segments. */
export const journalIndexPartition = (account: number) => `A#${account}#J`;
/** Sort key of both indexes: a time in ms, then what makes it unique. */
export const journalIndexSort = (time: number, campaign: number, hour: number, tag: string) =>
  `${sortable(time)}#${campaign}#${hourSort(hour)}#${tag}`;
/**
 * Sort key of `byCreated`: when the latest event of a segment happened, and at its end when the earliest did, so
 * that who looks for a time passes over segments without reading them.
 */
export const createdIndexSort = (
  { latest, earliest }: { latest: number; earliest: number },
  campaign: number,
  hour: number,
  tag: string,
) => `${journalIndexSort(latest, campaign, hour, tag)}#${earliest}`;
/** The times that a sort key of `byCreated` says. */
export function parseCreatedIndexSort(sort: string): { latest: number; earliest: number } {
  const [latest, , , , earliest] = sort.split('#');
  return { latest: Number(latest), earliest: Number(earliest ?? 0) };
}
/** What a sort key of `byUpdated` says of a campaign's activity; `place` sorts before all segments of that moment. */
export function parseUpdatedIndexSort(sort: string): { updated: number; place: string } {
  const [time = '', campaign = ''] = sort.split('#');
  return { updated: Number(time), place: `${time}#${campaign}#` };
}

// Batches.
export const commitRecordKey = (account: number, tag: string) => key(`A#${account}#T#${tag}`, 'COMMIT');
export const receiptKey = (account: number, receipt: string) => key(`A#${account}#B#${receipt}`, 'RECEIPT');
/** `idempotencyKey` is the sender's header, hashed with the route. */
export const idempotencyKey = (account: number, hash: string) => key(`A#${account}#I#${hash}`, 'IDEMPOTENCY');

// People. `address` is in lower case, `phone` its digits.
export const addressPartition = (account: number, address: string) => `A#${account}#E#${address}`;
/** The address of an item of its partition; it may hold any sign but spaces. */
export const addressOf = (partition: string): string => partition.split('#').slice(3).join('#');
export const addressKey = (account: number, address: string) =>
  key(addressPartition(account, address), 'ADDRESS');
export const phoneKey = (account: number, phone: string) => key(`A#${account}#F#${phone}`, 'PHONE');
export const suppressionKey = (account: number, address: string, created: number, event: number) =>
  key(addressPartition(account, address), `${SUPPRESSION_PREFIX}${sortable(created)}#${event}`);
export const SUPPRESSION_PREFIX = 'S#';
export const personPartition = (account: number, person: number) => `A#${account}#P#${person}`;
export const personKey = (account: number, person: number) =>
  key(personPartition(account, person), PERSON_SORT);
export const PERSON_SORT = 'PERSON';
/** Leads from a person to an address that they no longer have, for as long as the address remembers them. */
export const formerAddressKey = (account: number, person: number, address: string) =>
  key(personPartition(account, person), `${FORMER_ADDRESS_PREFIX}${address}`);
export const FORMER_ADDRESS_PREFIX = 'E#';
/** The kept answer to a request with an `Idempotency-Key`, with the person it tells of: erased with them. */
export const keptAnswerKey = (account: number, person: number, hash: string) =>
  key(personPartition(account, person), `${KEPT_ANSWER_PREFIX}${hash}`);
export const KEPT_ANSWER_PREFIX = 'ANSWER#';

// Chains: the message of one campaign to one person.
export const chainKey = (account: number, person: number, campaign: number) =>
  key(personPartition(account, person), `${CHAIN_PREFIX}${campaign}`);
export const CHAIN_PREFIX = 'M#';
/**
 * A page of a chain, named by the range of `created` in it and the version that wrote it. The end of the range
 * comes first, so that one query finds the pages that may hold what happened at a time or later.
 */
export const pageKey = (
  account: number,
  person: number,
  campaign: number,
  { from, until }: { from: number; until: number },
  version: string,
) => key(personPartition(account, person), `${pageSort(campaign, until)}#${sortable(from)}#${version}`);
export const pageSort = (campaign: number, until: number): string =>
  `${CHAIN_PREFIX}${campaign}#${sortable(until)}`;
/** Which campaign's chain the item of a sort key is, or a page of. */
export const messagesCampaign = (sort: string): number => Number(sort.split('#')[1]);
/** No page of the chain sorts behind it: `~` comes after every digit. */
export const lastPageSort = (campaign: number): string => `${CHAIN_PREFIX}${campaign}#~`;
/** Partition of the `byCreated` index over an account's suppressions: its timeline of changes. */
export const suppressionIndexPartition = (account: number) => `A#${account}#S`;
/** What befell one address at one time stands together; `address` is its hash, as places travel in cursors. */
export const suppressionIndexSort = (created: number, address: string, event: number) =>
  `${sortable(created)}#${address}#${event}`;
/** No item of that time sorts behind it: `~` comes after every digit and letter. */
export const lastIndexSort = (time: number): string => `${sortable(time)}~`;
