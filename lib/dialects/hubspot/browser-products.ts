interface Producer {
  name: string;
  url: string;
}

export interface Product {
  name: string;
  /** What it is called on phones and tablets. */
  mobileName?: string;
  producer?: Producer;
  url?: string;
}

/** A mail program, or what fetches images for one; bowser takes it for the browser that it says it is like. */
interface Program {
  pattern: RegExp;
  type: 'Email Client' | 'Image Proxy';
  product: Product;
  /** Where its user agent doesn't say. */
  deviceType?: 'MOBILE';
}

const apple: Producer = { name: 'Apple Inc.', url: 'https://www.apple.com/' };
const google: Producer = { name: 'Google LLC', url: 'https://www.google.com/' };
const microsoft: Producer = { name: 'Microsoft Corporation', url: 'https://www.microsoft.com/' };
const mozilla: Producer = { name: 'Mozilla Foundation', url: 'https://www.mozilla.org/' };
const opera: Producer = { name: 'Opera', url: 'https://www.opera.com/' };
const samsung: Producer = { name: 'Samsung Electronics', url: 'https://www.samsung.com/' };
const yahoo: Producer = { name: 'Yahoo', url: 'https://www.yahoo.com/' };

/** Browsers by bowser's names for them: it doesn't know who makes them. */
export const products: ReadonlyMap<string, Product> = new Map<string, Product>([
  [
    'Chrome',
    { name: 'Chrome', mobileName: 'Chrome Mobile', producer: google, url: 'https://www.google.com/chrome/' },
  ],
  [
    'Firefox',
    { name: 'Firefox', mobileName: 'Firefox Mobile', producer: mozilla, url: 'https://www.firefox.com/' },
  ],
  [
    'Safari',
    { name: 'Safari', mobileName: 'Mobile Safari', producer: apple, url: 'https://www.apple.com/safari/' },
  ],
  ['Microsoft Edge', { name: 'Edge', producer: microsoft, url: 'https://www.microsoft.com/edge' }],
  ['Internet Explorer', { name: 'Internet Explorer', producer: microsoft }],
  ['Opera', { name: 'Opera', mobileName: 'Opera Mobile', producer: opera, url: 'https://www.opera.com/' }],
  ['Samsung Internet for Android', { name: 'Samsung Internet', producer: samsung }],
]);

const outlook: Product = {
  name: 'Outlook',
  producer: microsoft,
  url: 'https://www.microsoft.com/outlook',
};
const appleMail: Product = { name: 'Apple Mail', producer: apple };

/** The first whose pattern matches; its group `version`, if there is one, is the version. */
export const programs: readonly Program[] = [
  {
    pattern: /GoogleImageProxy/i,
    type: 'Image Proxy',
    product: { name: 'Gmail Image Proxy', producer: google, url: 'https://mail.google.com/' },
  },
  {
    pattern: /YahooMailProxy/i,
    type: 'Image Proxy',
    product: { name: 'Yahoo Mail Proxy', producer: yahoo, url: 'https://mail.yahoo.com/' },
  },
  {
    pattern: /Outlook-(?:Android|iOS)(?:\/(?<version>\d+(?:\.\d+)*))?/,
    type: 'Email Client',
    product: outlook,
    deviceType: 'MOBILE',
  },
  {
    pattern: /(?:Microsoft Outlook(?: Mail)?[ /]|MacOutlook\/|OutlookMobile\/)(?<version>\d+(?:\.\d+)*)/,
    type: 'Email Client',
    product: outlook,
  },
  {
    pattern: /Thunderbird\/(?<version>\d+(?:\.\d+)*)/,
    type: 'Email Client',
    product: { name: 'Thunderbird', producer: mozilla, url: 'https://www.thunderbird.net/' },
  },
  // Safari's engine without Safari's name.
  {
    pattern:
      /^Mozilla\/5\.0 \((?:Macintosh|iPhone|iPad)[^)]*\) AppleWebKit\/[\d.]+ \(KHTML, like Gecko\)(?: Mobile\/\w+)?$/,
    type: 'Email Client',
    product: appleMail,
  },
  { pattern: /^Mail\/(?<version>\d+(?:\.\d+)*) CFNetwork\//, type: 'Email Client', product: appleMail },
];
