import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../../lib/ingest/evidence.ts';

type Said = string | undefined;

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const EDGE_12 = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246';

/** What is decided about an event by its user agent alone, as `verdict: reason`. */
function decidedOn(type: string, userAgent: string): Said {
  const { decided } = evidenceOf({ type, userAgent }, { honeypots: [] }) ?? {};
  return decided && `${decided.verdict}: ${decided.reason}`;
}

describe('by its user agent alone', () => {
  it.each<[agent: string, open: Said, click: Said]>([
    // Rule 2
    ['Mozilla/5.0', 'yes: apple-relay', 'yes: bot'],
    [' Mozilla/5.0\n', 'yes: apple-relay', 'yes: bot'],
    [`${WINDOWS} ${EDGE_12} Mozilla/5.0`, 'yes: gmail-prefetch', 'yes: scanner'],
    [`${WINDOWS} ${EDGE_12} Gmail-content-sampling`, 'yes: scanner', 'yes: scanner'],
    [`${WINDOWS} ${EDGE_12}`, undefined, undefined],
    // Rule 3
    [
      'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
      'no: image-proxy',
      'yes: bot',
    ],
    [
      'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
      'no: image-proxy',
      'yes: bot',
    ],
    // Rule 5: scanners by name
    ['Mozilla/5.0 (compatible; Mimecast)', 'yes: scanner', 'yes: scanner'],
    ['BarracudaCentral/1.0', 'yes: scanner', 'yes: scanner'],
    ['Barracuda Sentinel (EE)', 'yes: scanner', 'yes: scanner'],
    ['Mozilla/5.0 (compatible; Proofpoint URL Defense)', 'yes: scanner', 'yes: scanner'],
    ['Mozilla/5.0 (compatible; TrendMicro WRS)', 'yes: scanner', 'yes: scanner'],
    ['Cisco IronPort/1.0', 'yes: scanner', 'yes: scanner'],
    ['Microsoft-SafeLinks/1.0', 'yes: scanner', 'yes: scanner'],
    ['Mozilla/5.0 (Windows NT 10.0) Microsoft Defender for Office 365', 'yes: scanner', 'yes: scanner'],
    [
      'Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b',
      'yes: scanner',
      'yes: scanner',
    ],
    // Rule 5: bots
    ['curl/8.4.0', 'yes: bot', 'yes: bot'],
    ['python-requests/2.31.0', 'yes: bot', 'yes: bot'],
    ['Go-http-client/1.1', 'yes: bot', 'yes: bot'],
    ['Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)', 'yes: bot', 'yes: bot'],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36',
      'yes: bot',
      'yes: bot',
    ],
    // People
    [
      `${WINDOWS} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36`,
      undefined,
      undefined,
    ],
    [
      `${WINDOWS} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36 Edg/128.0.0.0`,
      undefined,
      undefined,
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0',
      undefined,
      undefined,
    ],
    [
      'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; Trident/7.0; .NET4.0C; .NET4.0E; Microsoft Outlook 16.0.4266; ms-office; MSOffice 16)',
      undefined,
      undefined,
    ],
    ['Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.12026; Pro)', undefined, undefined],
    [`${MAC} MacOutlook/16.80.0`, undefined, undefined],
    ['Outlook-Android/2.0', undefined, undefined],
    ['Outlook-iOS/709.2226530.prod.iphone (3.24.1)', undefined, undefined],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.3.1', undefined, undefined],
    [MAC, undefined, undefined],
    [`${MAC} Version/17.5 Safari/605.1.15`, undefined, undefined],
    [`${IPHONE} Mobile/15E148`, undefined, undefined],
    ['Mail/3654.120.0.1.13 CFNetwork/1220.1 Darwin/20.3.0', undefined, undefined],
    ['K-9 Mail/6.0', undefined, undefined],
    ['eM Client/9', undefined, undefined],
    ['YahooMobileMail/1.0 (Android Mail; 1.3.10)', undefined, undefined],
    // Nothing known: only with an address an empty one says something.
    ['', undefined, undefined],
  ])('`%s` says of an open %s, of a click %s', (agent, open, click) => {
    expect(decidedOn('OPEN', agent)).toBe(open);
    expect(decidedOn('CLICK', agent)).toBe(click);
    expect(decidedOn('STATUSCHANGE', agent)).toBe(click);
  });
});
