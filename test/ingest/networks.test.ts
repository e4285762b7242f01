import { describe, expect, it } from 'vitest';
import { openNetworks, parseNetwork } from '../../lib/ingest/networks.ts';

// Addresses are those for documentation (RFC 5737, RFC 3849).
const networks = openNetworks([
  '192.0.2.0/24 clicks certain Example Scanner',
  '192.0.2.128/25 all probable Example Cloud, Europe',
  ' 198.51.100.7/32   opens   certain   One relay ',
  '2001:db8:1::/48 all certain Example Relay',
  '0.0.0.0/0 opens probable Everything',
]);

describe('an address', () => {
  it.each<['OPEN' | 'CLICK' | 'STATUSCHANGE', string, 'certain' | 'probable' | undefined]>([
    ['CLICK', '192.0.2.0', 'certain'],
    ['CLICK', '192.0.2.255', 'certain'],
    ['STATUSCHANGE', '192.0.2.1', 'certain'],
    ['OPEN', '192.0.2.1', 'probable'],
    ['OPEN', '192.0.2.200', 'probable'],
    ['CLICK', '192.0.3.0', undefined],
    ['OPEN', '198.51.100.7', 'certain'],
    ['OPEN', '198.51.100.8', 'probable'],
    ['CLICK', '198.51.100.7', undefined],
    ['CLICK', '2001:db8:1::', 'certain'],
    ['CLICK', '2001:0DB8:0001:ffff:ffff:ffff:ffff:ffff', 'certain'],
    ['CLICK', '2001:db8:2::', undefined],
    ['CLICK', '::ffff:192.0.2.1', 'certain'],
    ['CLICK', ' 192.0.2.1 ', 'certain'],
    ['OPEN', '', undefined],
    ['OPEN', 'unknown', undefined],
    ['OPEN', '1', undefined],
    ['OPEN', '0300.0.2.1', undefined],
    ['OPEN', '192.0.2.1, 198.51.100.7', undefined],
  ])('of an %s, %s, comes from machines: %s', (type, ip, certainty) =>
    expect(networks.certaintyOf(type, ip)).toBe(certainty),
  );

  it('comes from no network if none is known', () =>
    expect(openNetworks([]).certaintyOf('OPEN', '192.0.2.1')).toBe(undefined));
});

describe('a network', () => {
  it('has a label with spaces', () =>
    expect(parseNetwork('2001:db8::/32 all probable  A relay, in Ohio ').label).toBe('A relay, in Ohio'));

  it.each([
    ['', 'give a network as `cidr scope certainty label`, like `192.0.2.0/24 all certain Acme`'],
    [
      '192.0.2.0/24 all certain',
      'give a network as `cidr scope certainty label`, like `192.0.2.0/24 all certain Acme`',
    ],
    [
      '192.0.2.0 all certain Acme',
      '192.0.2.0 is no network: give an address and its bits, like 192.0.2.0/24',
    ],
    [
      '192.0.2/24 all certain Acme',
      '192.0.2/24 is no network: give an address and its bits, like 192.0.2.0/24',
    ],
    [
      'example.com/24 all certain Acme',
      'example.com/24 is no network: give an address and its bits, like 192.0.2.0/24',
    ],
    ['192.0.2.0/33 all certain Acme', '192.0.2.0/33 has more than 32 bits'],
    ['2001:db8::/129 all certain Acme', '2001:db8::/129 has more than 128 bits'],
    [
      '192.0.2.1/24 all certain Acme',
      '192.0.2.1/24 does not begin where a network of its size does, at 192.0.2.0/24',
    ],
    [
      '2001:db8::1/32 all certain Acme',
      '2001:db8::1/32 does not begin where a network of its size does, at 2001:db8::/32',
    ],
    ['192.0.2.0/24 both certain Acme', 'the scope both is none of opens, clicks, all'],
    ['192.0.2.0/24 all sure Acme', 'the certainty sure is none of certain, probable'],
  ])('`%s` is refused with what is wrong', (rule, message) =>
    expect(() => parseNetwork(rule)).toThrow(new TypeError(message)),
  );

  it('is refused among others too', () =>
    expect(() => openNetworks(['192.0.2.0/24 all certain Acme', '10/8 all certain Us'])).toThrow(
      '10/8 is no network',
    ));
});
