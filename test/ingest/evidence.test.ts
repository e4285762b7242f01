import { describe, expect, it } from 'vitest';
import {
  type Circumstances,
  evidenceOf,
  type Flags,
  type Surroundings,
  senderFlag,
} from '../../lib/ingest/evidence.ts';
import { openNetworks } from '../../lib/ingest/networks.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36';
const GOOGLE_PROXY =
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';
const MIMECAST = 'Mozilla/5.0 (compatible; Mimecast)';
const IP = '192.0.2.1';

const known = (given: Partial<Surroundings> = {}): Surroundings => ({
  honeypots: [],
  ...given,
});
const decidedOn = (event: Circumstances, given?: Partial<Surroundings>) =>
  evidenceOf(event, known(given))?.decided;
const yes = (reason: string) => ({ verdict: 'yes', reason });
const no = (reason: string) => ({ verdict: 'no', reason });

describe('there is nothing to say', () => {
  it.each<Circumstances>([
    { type: 'OPEN' },
    { type: 'OPEN', userAgent: CHROME, ipAddress: IP, method: 'GET' },
    { type: 'CLICK', userAgent: CHROME, ipAddress: IP, url: 'https://shop.example.com/' },
    { type: 'CLICK', url: 'not a link' },
    { type: 'STATUSCHANGE' },
    { type: 'DELIVERED', userAgent: 'curl/8.4.0', machine: 'yes' },
  ])('of %o', (event) => expect(evidenceOf(event, known({ links: 4 }))).toBe(undefined));
});

describe('the first of rules 1 to 5 decides:', () => {
  it.each<[string, Circumstances, object | undefined]>([
    ['the sender’s yes', { type: 'OPEN', userAgent: GOOGLE_PROXY, machine: 'yes' }, yes('sender')],
    ['the sender’s no', { type: 'CLICK', userAgent: MIMECAST, machine: 'no' }, no('sender')],
    ['a proxy, before HEAD', { type: 'OPEN', userAgent: GOOGLE_PROXY, method: 'HEAD' }, no('image-proxy')],
    ['HEAD, before a scanner', { type: 'CLICK', userAgent: MIMECAST, method: 'head' }, yes('head')],
    ['Purpose: prefetch', { type: 'CLICK', userAgent: CHROME, purpose: 'prefetch' }, yes('prefetch')],
    ['Sec-Purpose: prefetch;prerender', { type: 'CLICK', purpose: 'prefetch;prerender' }, yes('prefetch')],
    ['no other purpose', { type: 'CLICK', userAgent: CHROME, purpose: 'preview' }, undefined],
    ['a scanner', { type: 'STATUSCHANGE', userAgent: MIMECAST }, yes('scanner')],
    ['no user agent, from an address', { type: 'OPEN', userAgent: '', ipAddress: IP }, yes('no-agent')],
    ['a blank one, from an address', { type: 'CLICK', userAgent: ' ', ipAddress: IP }, yes('no-agent')],
    ['not an empty one without an address', { type: 'OPEN', userAgent: '' }, undefined],
    ['not one that the sender does not tell', { type: 'OPEN', ipAddress: IP }, undefined],
  ])('%s', (_, event, decided) => expect(decidedOn(event)).toEqual(decided));
});

describe('a honeypot (rule 6)', () => {
  const trapIn = (url: string, honeypot: string, type = 'CLICK') =>
    evidenceOf({ type, url }, known({ honeypots: ['https://other.example.com/', honeypot] }))?.trap;

  it.each([
    ['https://shop.example.com/hidden', 'https://shop.example.com/hidden', true],
    ['https://SHOP.example.com:443/hidden#top', 'https://shop.example.com/hidden', true],
    ['https://shop.example.com/hidden?utm_source=mail', 'https://shop.example.com/hidden', true],
    ['https://shop.example.com/p?id=1', 'https://shop.example.com/p?id=1', true],
    ['https://shop.example.com/p?id=2', 'https://shop.example.com/p?id=1', undefined],
    ['https://shop.example.com/hidden/2', 'https://shop.example.com/hidden', undefined],
    ['http://shop.example.com/hidden', 'https://shop.example.com/hidden', undefined],
    ['hidden', 'hidden', true],
    ['hidden', 'trap', undefined],
  ])('is in a click on %s if %s is one: %s', (url, honeypot, trap) =>
    expect(trapIn(url, honeypot)).toBe(trap),
  );

  it('is in clicks only', () =>
    expect(trapIn('https://a.example.com/', 'https://a.example.com/', 'OPEN')).toBe(undefined));

  it('is in a known scanner’s click too, but not in one that is a person’s', () => {
    const click = { type: 'CLICK', url: 'https://a.example.com/' };
    const honeypots = ['https://a.example.com/'];
    expect(evidenceOf({ ...click, machine: 'yes' }, known({ honeypots }))?.trap).toBe(true);
    expect(evidenceOf({ ...click, machine: 'no' }, known({ honeypots }))).toEqual({ decided: no('sender') });
  });
});

describe('many links (rule 7)', () => {
  it('are five and more, and clicks say so', () => {
    expect(evidenceOf({ type: 'CLICK' }, known({ links: 5 }))).toEqual({ manyLinks: true });
    expect(evidenceOf({ type: 'CLICK' }, known({ links: 4 }))).toBe(undefined);
    expect(evidenceOf({ type: 'OPEN' }, known({ links: 5 }))).toBe(undefined);
  });
});

describe('a network (rule 10)', () => {
  const networks = openNetworks(['192.0.2.0/24 clicks certain Example Scanner']);

  it('says what it says of such events from it', () => {
    expect(evidenceOf({ type: 'CLICK', ipAddress: IP }, known({ networks }))).toEqual({ network: 'certain' });
    expect(evidenceOf({ type: 'OPEN', ipAddress: IP }, known({ networks }))).toBe(undefined);
    expect(evidenceOf({ type: 'CLICK' }, known({ networks }))).toBe(undefined);
  });

  it('has nothing to add where all is decided', () =>
    expect(evidenceOf({ type: 'CLICK', ipAddress: IP, machine: 'no' }, known({ networks }))).toEqual({
      decided: no('sender'),
    }));
});

describe('a sender’s flag', () => {
  it.each<[Flags, 'yes' | 'no' | undefined]>([
    [{}, undefined],
    [{ filteredEvent: true }, 'yes'],
    [{ filteredEvent: false }, 'no'],
    [{ machine: 'yes' }, 'yes'],
    [{ machine: 'no', filteredEvent: true }, 'no'],
    [{ sg_machine_open: true }, 'yes'],
    [{ sg_machine_open: false }, undefined],
    [{ bot: 'apple' }, 'yes'],
    [{ bot: '' }, undefined],
    [{ isBotEvent: 'Likely' }, 'yes'],
    [{ isBotEvent: 'Unlikely' }, 'no'],
    [{ isBotEvent: 'Unknown' }, undefined],
  ])('%o says %s', (flags, verdict) => expect(senderFlag(flags)).toBe(verdict));
});
