import { isbot } from 'isbot';

/** What ends the string of Gmail's prefetch, right after delivery (mautic#10245, keila#164); no browser's does. */
const GMAIL_PREFETCH = /Chrome\/42\.0\.2311\.135 Safari\/537\.36 Edge\/12\.246 Mozilla\/5\.0$/;

/** Rule 2: what fetches a mail's images when it arrives, whether somebody reads it or not. */
const prefetchers: readonly (readonly [reason: string, pattern: RegExp])[] = [
  // Mail Privacy Protection: nothing but this.
  ['apple-relay', /^Mozilla\/5\.0$/],
  ['gmail-prefetch', GMAIL_PREFETCH],
];

/** Rule 3: what fetches a mail's images when somebody reads it. */
const IMAGE_PROXY = /GoogleImageProxy|YahooMailProxy/i;

/**
 * Rule 5: scanners by the names they give themselves, and what else follows links in mails. isbot misses some of
 * them. None of a firm whose browsers or mail programs people use.
 */
const SCANNER = new RegExp(
  [
    'avanan|barracuda|cloudmark|fireeye|forcepoint|fortimail|hornetsecurity|ironport|messagelabs|mimecast',
    'proofpoint|urldefense|url ?defense|safe-?links|spamexperts|symantec email|trend ?micro|vade ?secure|websense',
    'microsoft defender|exchange online protection|microsoft-urlanalyzer|bingpreview|gmail-content-sampling',
    GMAIL_PREFETCH.source,
  ].join('|'),
  'i',
);

/** Mail programs of people that isbot takes for bots, as for most that don't call themselves Mozilla. */
const MAIL_PROGRAM =
  /^(airmail|android-mail|apple-iphone|blackberry|em ?client|evolution|foxmail|k-9 mail|microsoft outlook|outlook-(android|ios)|samsung ?(e?mail)|superhuman|thunderbird|yahoomobilemail|zimbra)\b/i;

/** Rules 2 and 3: what a user agent alone says of an open. */
export function openBy(userAgent: string): { verdict: 'yes' | 'no'; reason: string } | undefined {
  const prefetcher = prefetchers.find(([, pattern]) => pattern.test(userAgent));
  if (prefetcher) return { verdict: 'yes', reason: prefetcher[0] };
  return IMAGE_PROXY.test(userAgent) ? { verdict: 'no', reason: 'image-proxy' } : undefined;
}

/** Rule 5: whether a user agent is a known scanner, else whether isbot takes it for a bot. */
export function robotIn(userAgent: string): 'scanner' | 'bot' | undefined {
  if (SCANNER.test(userAgent)) return 'scanner';
  return isbot(userAgent) && !MAIL_PROGRAM.test(userAgent) ? 'bot' : undefined;
}
