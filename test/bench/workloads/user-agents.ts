/** What opens and clicks come with, as mail programs, proxies and browsers call themselves, and how often of a hundred. */
const shares: readonly (readonly [percent: number, userAgent: string])[] = [
  // Apple's Mail Privacy Protection.
  [38, 'Mozilla/5.0'],
  [22, 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)'],
  [3, 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html'],
  [
    6,
    'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; .NET4.0C; .NET4.0E; .NET CLR 2.0.50727; .NET CLR 3.0.30729; .NET CLR 3.5.30729; ms-office; MSOffice 16)',
  ],
  [
    4,
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Microsoft Outlook 16.78.23100802',
  ],
];

const browsers: readonly (readonly [percent: number, userAgent: string])[] = [
  [
    30,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  ],
  [
    27,
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36',
  ],
  [
    15,
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Mobile Safari/537.36',
  ],
  [
    10,
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
  ],
  [
    8,
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.3296.68',
  ],
  [
    6,
    'Mozilla/5.0 (Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/136.0.7103.127 Mobile Safari/537.36',
  ],
  [4, 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:139.0) Gecko/20100101 Firefox/139.0'],
];

/** @param part in [0, 1): whose open or click it is */
export const openUserAgent = (part: number): string => at([...shares, ...rest(shares, browsers)], part);
/** Links are followed in a browser, whatever showed the mail. */
export const clickUserAgent = (part: number): string => at(browsers, part);

/** What is left of a hundred, by the shares of others. */
function rest(first: typeof shares, others: typeof shares): [number, string][] {
  const left = 100 - first.reduce((sum, [percent]) => sum + percent, 0);
  return others.map(([percent, userAgent]) => [(percent * left) / 100, userAgent]);
}

function at(list: typeof shares, part: number): string {
  let left = part * 100;
  for (const [percent, userAgent] of list) {
    left -= percent;
    if (left < 0) return userAgent;
  }
  return list.at(-1)?.[1] ?? '';
}
