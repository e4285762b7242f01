import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { browserOf } from '../../../lib/dialects/hubspot/browser.ts';
import { text } from '../../arbitraries.ts';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const APPLE_WEBKIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)';
const IPAD = 'Mozilla/5.0 (iPad; CPU OS 14_4 like Mac OS X)';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';

describe('the browser', () => {
  it('is given in HubSpot’s shape', () =>
    expect(browserOf('Mozilla/5.0 (Android 14; Mobile) Firefox/126.0')).toEqual({
      browser: {
        name: 'Firefox Mobile',
        family: 'Firefox Mobile',
        producer: 'Mozilla Foundation',
        producerUrl: 'https://www.mozilla.org/',
        type: 'Mobile Browser',
        url: 'https://www.firefox.com/',
        version: ['Firefox 126.0'],
      },
      deviceType: 'MOBILE',
    }));

  it('lacks what isn’t known of it', () =>
    expect(browserOf(`${WINDOWS} ${WEBKIT} Chrome/120.0.0.0 Safari/537.36 Vivaldi/6.5`)).toEqual({
      browser: { name: 'Vivaldi', family: 'Vivaldi', type: 'Browser', version: ['Vivaldi 6.5'] },
      deviceType: 'COMPUTER',
    }));

  it('of an image proxy has no version and no device', () =>
    expect(
      browserOf('Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)'),
    ).toEqual({
      browser: {
        name: 'Gmail Image Proxy',
        family: 'Gmail Image Proxy',
        producer: 'Google LLC',
        producerUrl: 'https://www.google.com/',
        type: 'Image Proxy',
        url: 'https://mail.google.com/',
      },
    }));
});

describe('a user agent', () => {
  it.each<
    [agent: string, name: string, type: string, version: string | undefined, device: string | undefined]
  >([
    [
      `${MAC.replace('10_15_7', '10_8_4')} ${WEBKIT} Chrome/28.0.1500.95 Safari/537.36`,
      'Chrome',
      'Browser',
      'Chrome 28.0.1500.95',
      'COMPUTER',
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/126.0.0.0 Mobile Safari/537.36`,
      'Chrome Mobile',
      'Mobile Browser',
      'Chrome 126.0.0.0',
      'MOBILE',
    ],
    [
      `Mozilla/5.0 (Linux; Android 12; SM-T870) ${WEBKIT} Chrome/114.0.0.0 Safari/537.36`,
      'Chrome Mobile',
      'Mobile Browser',
      'Chrome 114.0.0.0',
      'TABLET',
    ],
    [
      `${IPHONE} ${APPLE_WEBKIT} CriOS/126.0.0.0 Mobile/15E148 Safari/604.1`,
      'Chrome Mobile',
      'Mobile Browser',
      'Chrome 126.0.0.0',
      'MOBILE',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0',
      'Firefox',
      'Browser',
      'Firefox 130.0',
      'COMPUTER',
    ],
    [`${MAC} ${APPLE_WEBKIT} Version/17.5 Safari/605.1.15`, 'Safari', 'Browser', 'Safari 17.5', 'COMPUTER'],
    [
      `${IPHONE} ${APPLE_WEBKIT} Version/17.5 Mobile/15E148 Safari/604.1`,
      'Mobile Safari',
      'Mobile Browser',
      'Safari 17.5',
      'MOBILE',
    ],
    [
      `${IPAD} ${APPLE_WEBKIT} Version/14.0.3 Mobile/15E148 Safari/604.1`,
      'Mobile Safari',
      'Mobile Browser',
      'Safari 14.0.3',
      'TABLET',
    ],
    [
      `${WINDOWS} ${WEBKIT} Chrome/128.0.0.0 Safari/537.36 Edg/128.0.0.0`,
      'Edge',
      'Browser',
      'Edge 128.0.0.0',
      'COMPUTER',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko',
      'Internet Explorer',
      'Browser',
      'Internet Explorer 11.0',
      'COMPUTER',
    ],
    [
      `${WINDOWS} ${WEBKIT} Chrome/117.0.0.0 Safari/537.36 OPR/103.0.0.0`,
      'Opera',
      'Browser',
      'Opera 103.0.0.0',
      'COMPUTER',
    ],
    [
      `Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-S918B) ${WEBKIT} SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36`,
      'Samsung Internet',
      'Mobile Browser',
      'Samsung Internet 23.0',
      'MOBILE',
    ],
    [
      'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; Trident/7.0; .NET4.0C; .NET4.0E; Microsoft Outlook 16.0.4266; ms-office; MSOffice 16)',
      'Outlook',
      'Email Client',
      'Outlook 16.0.4266',
      'COMPUTER',
    ],
    [
      'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.12026; Pro)',
      'Outlook',
      'Email Client',
      'Outlook 16.0.12026',
      'COMPUTER',
    ],
    [`${MAC} ${APPLE_WEBKIT} MacOutlook/16.80.0`, 'Outlook', 'Email Client', 'Outlook 16.80.0', 'COMPUTER'],
    [
      `${IPHONE} ${APPLE_WEBKIT} Mobile/15E148 OutlookMobile/4.2423.0`,
      'Outlook',
      'Email Client',
      'Outlook 4.2423.0',
      'MOBILE',
    ],
    ['Outlook-Android/2.0', 'Outlook', 'Email Client', 'Outlook 2.0', 'MOBILE'],
    [
      'Outlook-iOS/709.2226530.prod.iphone (3.24.1)',
      'Outlook',
      'Email Client',
      'Outlook 709.2226530',
      'MOBILE',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.3.1',
      'Thunderbird',
      'Email Client',
      'Thunderbird 115.3.1',
      'COMPUTER',
    ],
    [`${IPHONE} ${APPLE_WEBKIT} Mobile/15E148`, 'Apple Mail', 'Email Client', undefined, 'MOBILE'],
    [`${MAC} ${APPLE_WEBKIT}`, 'Apple Mail', 'Email Client', undefined, 'COMPUTER'],
    [
      'Mail/3654.120.0.1.13 CFNetwork/1220.1 Darwin/20.3.0',
      'Apple Mail',
      'Email Client',
      'Apple Mail 3654.120.0.1.13',
      undefined,
    ],
    [
      'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
      'Yahoo Mail Proxy',
      'Image Proxy',
      undefined,
      undefined,
    ],
    [
      'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
      'SlackBot',
      'Robot',
      'SlackBot 1.0',
      undefined,
    ],
  ])('`%s` is %s (%s, %s) on %s', (agent, name, type, version, device) => {
    const { browser, deviceType } = browserOf(agent);
    expect({ name: browser.name, type: browser.type, version: browser.version?.[0], deviceType }).toEqual({
      name,
      type,
      version,
      deviceType: device,
    });
  });

  it.each([
    '',
    ' ',
    'Mozilla/5.0',
    'curl/8.4.0',
    'Spark/3 CFNetwork/1408 Darwin/22.5',
    'Mozilla/5.0 (compatible; Mimecast)',
    '\u0000',
    '(((((',
  ])('that is no browser’s, `%s`, has none and no device', (agent) =>
    expect(browserOf(agent)).toEqual({ browser: {} }),
  );

  it('of an unknown browser still tells the device', () =>
    expect(browserOf('Mozilla/5.0 (X11; Linux x86_64) SomethingNew/1.0')).toEqual({
      browser: {},
      deviceType: 'COMPUTER',
    }));

  it('of any kind is always read', () => {
    const words = fc.constantFrom(
      WEBKIT,
      'Firefox/',
      'Version/',
      'Macintosh',
      'OutlookMobile/',
      '(',
      '/1.',
      'bot',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, text), { maxLength: 6 }), (parts) => {
        const { browser } = browserOf(parts.join(' '));
        expect(browser).toEqual(browser.name ? expect.objectContaining({ family: browser.name }) : {});
      }),
    );
  });
});
