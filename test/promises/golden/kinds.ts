import { type Item, keyOf } from '../../../lib/store/attributes.ts';

/** The kinds of items, each as the function of lib/store/keys.ts that builds its key, by what their keys look like. */
const kinds: Readonly<Record<string, RegExp>> = {
  accountListKey: /^ACCOUNTS A#\d+$/,
  accountCounterKey: /^ACCOUNTS SEQ#account$/,
  accountKey: /^A#\d+ ACCOUNT$/,
  userKey: /^A#\d+ USER#\d+$/,
  lastErasureKey: /^A#\d+ ERASURE$/,
  apiKeyKey: /^K#\w+ KEY$/,
  apiKeyListKey: /^A#\d+ KEY#\w+$/,
  rateKey: /^K#\w+ RATE#\d+$/,
  counterKey: /^A#\d+ SEQ#\w+$/,
  totalKey: /^A#\d+ COUNT#\w+#\d+$/,
  campaignKey: /^A#\d+#C#\d+ CAMPAIGN$/,
  campaignBodyKey: /^A#\d+#C#\d+ BODY$/,
  appKey: /^A#\d+#APP#.* APP$/,
  originKey: /^A#\d+#O#.* ORIGIN$/,
  tallyKey: /^A#\d+#C#\d+#\d+ TALLY$/,
  segmentKey: /^A#\d+#C#\d+#\d+ J#/,
  commitRecordKey: /^A#\d+#T#\w+ COMMIT$/,
  receiptKey: /^A#\d+#B#[\w-]+ RECEIPT$/,
  idempotencyKey: /^A#\d+#I#.* IDEMPOTENCY$/,
  addressKey: /^A#\d+#E#\S+ ADDRESS$/,
  phoneKey: /^A#\d+#F#\d+ PHONE$/,
  suppressionKey: /^A#\d+#E#\S+ S#/,
  formerAddressKey: /^A#\d+#P#\d+ E#\S+$/,
  keptAnswerKey: /^A#\d+#P#\d+ ANSWER#\w+$/,
  personKey: /^A#\d+#P#\d+ PERSON$/,
  chainKey: /^A#\d+#P#\d+ M#\d+$/,
  pageKey: /^A#\d+#P#\d+ M#\d+#/,
};

/** @throws Error for an item of no known kind: add it above, with how it is read to readings.ts */
export function kindOf(item: Item): string {
  const { PK, SK } = keyOf(item);
  const kind = Object.keys(kinds).find((name) => kinds[name]?.test(`${PK} ${SK}`));
  if (!kind) throw new Error(`an item of an unknown kind: ${PK} ${SK}`);
  return kind;
}
