import ipaddr from 'ipaddr.js';

const scopes = ['opens', 'clicks', 'all'] as const;
const certainties = ['certain', 'probable'] as const;

/** Addresses that machines come from, as an account knows them. */
interface Network {
  range: [address: ipaddr.IPv4 | ipaddr.IPv6, bits: number];
  /** What comes from there: a cloud that only scans links may carry people's opens, by its image proxy. */
  scope: (typeof scopes)[number];
  /** Whether nothing but machines is there, or people may be too. */
  certainty: (typeof certainties)[number];
  /** Whose network it is, for people to read. */
  label: string;
}

/** All networks that an account knows. */
export interface Networks {
  /**
   * Rule 10: what they say of an event's address, the surest of those it is in.
   *
   * @param ip as the sender gave it, IPv4 or IPv6; what is no address is in no network
   */
  certaintyOf(type: 'OPEN' | 'CLICK' | 'STATUSCHANGE', ip: string): Network['certainty'] | undefined;
}

/**
 * @param rules a network each, as `parseNetwork` reads it
 * @throws TypeError saying what is wrong
 */
export function openNetworks(rules: readonly string[]): Networks {
  const networks = rules.map(parseNetwork);
  return {
    certaintyOf(type, ip) {
      const address = parseAddress(ip);
      if (!address) return undefined;
      const scope = type === 'OPEN' ? 'opens' : 'clicks';
      const found = networks.filter(
        (network) => (network.scope === scope || network.scope === 'all') && contains(network, address),
      );
      return certainties.find((certainty) => found.some((network) => network.certainty === certainty));
    },
  };
}

const contains = ({ range }: Network, address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  range[0].kind() === address.kind() && address.match(range);

/**
 * Reads one network: `cidr scope certainty label`, the label with spaces as it likes.
 * @throws TypeError saying what is wrong
 */
export function parseNetwork(rule: string): Network {
  const [cidr = '', scope = '', certainty = '', ...label] = rule.trim().split(/\s+/);
  if (label.length === 0) {
    throw new TypeError(
      'give a network as `cidr scope certainty label`, like `192.0.2.0/24 all certain Acme`',
    );
  }
  return {
    range: parseRange(cidr),
    scope: oneOf(scopes, scope, 'scope'),
    certainty: oneOf(certainties, certainty, 'certainty'),
    label: label.join(' '),
  };
}

function parseRange(cidr: string): Network['range'] {
  const [, ip = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(cidr) ?? [];
  const address = parseAddress(ip);
  if (!address) throw new TypeError(`${cidr} is no network: give an address and its bits, like 192.0.2.0/24`);
  const most = address.kind() === 'ipv4' ? 32 : 128;
  if (Number(bits) > most) throw new TypeError(`${cidr} has more than ${most} bits`);
  const first = (address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6).networkAddressFromCIDR(
    `${address}/${bits}`,
  );
  if (first.toString() !== address.toString()) {
    throw new TypeError(`${cidr} does not begin where a network of its size does, at ${first}/${bits}`);
  }
  return [address, Number(bits)];
}

/** IPv4 as four decimal numbers, IPv6 in any form; IPv4 within IPv6 (::ffff:192.0.2.1) is IPv4. */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const ip = text.trim();
  const valid = ipaddr.IPv4.isValidFourPartDecimal(ip) || ipaddr.IPv6.isValid(ip);
  return valid ? ipaddr.process(ip) : undefined;
}

function oneOf<Value extends string>(values: readonly Value[], value: string, name: string): Value {
  const known = values.find((each) => each === value);
  if (!known) throw new TypeError(`the ${name} ${value} is none of ${values.join(', ')}`);
  return known;
}
