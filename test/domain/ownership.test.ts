import { describe, expect, it } from 'vitest';
import {
  canonicalAddress,
  claimAddress,
  currentOwner,
  isAddress,
  type Ownership,
  ownerAt,
  releaseAddress,
} from '../../lib/domain/address.ts';
import { ADDRESS_HISTORY_MS } from '../../lib/limits.ts';

const NOW = Date.UTC(2026, 0, 2);

describe('an address', () => {
  it.each([
    'ann@example.com',
    ' ann@example.com ',
    'Ann.Lee+tag@mail.example.co.uk',
    "o'neil&sons=x/y@example.com",
    '1@1.de',
    'jörg@bücher.example',
    'a@xn--bcher-kva.example',
    `${'a'.repeat(64)}@example.com`,
  ])('is %j', (text) => expect(isAddress(text)).toBe(true));

  it.each([
    '',
    'ann',
    'ann@',
    '@example.com',
    'ann@example',
    'ann@@example.com',
    'ann@b@example.com',
    'ann lee@example.com',
    'ann@exam ple.com',
    'Ann <ann@example.com>',
    '.ann@example.com',
    'ann.@example.com',
    'an..n@example.com',
    'ann@example..com',
    'ann@-example.com',
    'ann@example.com,bob@example.com',
    'ann@example.com\u0000',
    'an\u200bn@example.com',
    'an\ud800n@example.com',
    'an\ufffdn@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b.'.repeat(130)}com`,
  ])('is not %j', (text) => expect(isAddress(text)).toBe(false));

  it('is checked in no time, whatever it is', () => {
    expect(isAddress(`${'a'.repeat(1_000_000)}@${'a.'.repeat(1_000_000)}`)).toBe(false);
    expect(isAddress(`a@${'a-'.repeat(120)}`)).toBe(false);
  });

  it('compares without case and without the space around it', () =>
    expect(canonicalAddress(' Ann@Example.COM ')).toBe('ann@example.com'));
});

describe('an address changes hands', () => {
  it('to the first who claims it, and to nobody else while that lasts', () => {
    const ann = claimAddress([], 1, NOW);
    expect(ann).toEqual([{ person: 1, from: NOW }]);
    expect(claimAddress(ann, 2, NOW + 1)).toEqual(ann);
    expect(claimAddress(ann, 1, NOW + 1)).toEqual(ann);
  });

  it('by being released, and then to the next', () => {
    const released = releaseAddress(claimAddress([], 1, NOW), 1, NOW + 10);
    expect(currentOwner(released)).toBeUndefined();
    const bob = claimAddress(released, 2, NOW + 20);
    expect(bob).toEqual([
      { person: 1, from: NOW, until: NOW + 10 },
      { person: 2, from: NOW + 20 },
    ]);
    expect(currentOwner(bob)).toBe(2);
  });

  it('not by somebody releasing what leads to another', () => {
    const ann = claimAddress([], 1, NOW);
    expect(releaseAddress(ann, 2, NOW + 10)).toEqual(ann);
  });

  it('in order of time, also where two clocks differ', () => {
    const released = releaseAddress(claimAddress([], 1, NOW), 1, NOW - 3_000);
    expect(released).toEqual([{ person: 1, from: NOW, until: NOW }]);
    expect(claimAddress(released, 2, NOW - 1_000)).toEqual([...released, { person: 2, from: NOW }]);
  });

  it('and remembers its former owners for 30 days', () => {
    const released = releaseAddress(claimAddress([], 1, NOW), 1, NOW + 10);
    const kept = claimAddress(released, 2, NOW + 9 + ADDRESS_HISTORY_MS);
    const forgotten = claimAddress(released, 2, NOW + 10 + ADDRESS_HISTORY_MS);
    expect(kept.map(({ person }) => person)).toEqual([1, 2]);
    expect(forgotten.map(({ person }) => person)).toEqual([2]);
  });

  it('without a moment that two attempts at an event see differently', () => {
    const ann = claimAddress([], 1, NOW);
    const released = releaseAddress(ann, 1, NOW + 60_000);
    const bob = claimAddress(released, 2, NOW + 120_000);
    const during = (owners: Ownership[], time: number) => ownerAt(owners, time);
    for (const owners of [ann, released, bob]) expect(during(owners, NOW + 30_000)).toBe(1);
    for (const owners of [released, bob]) expect(during(owners, NOW + 90_000)).toBeUndefined();
  });
});
