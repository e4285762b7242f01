import { describe, expect, it } from 'vitest';
import { propertyNames } from '../../lib/domain/event-properties.ts';
import { words } from '../../lib/domain/event-types.ts';
import * as keys from '../../lib/store/keys.ts';
import { featuresOfAll } from './golden/features.ts';
import { goldenTests } from './golden/golden-tests.ts';
import { kindOf } from './golden/kinds.ts';
import { knownFeatures } from './golden/known-features.ts';
import { leave } from './golden/leave.ts';
import { readWorlds } from './golden/world.ts';

const worlds = readWorlds();

// Every answer that is kept is asked for in `test:long`.
goldenTests({ every: 6 });

describe('there is something golden', () => {
  const known = knownFeatures(worlds.map(([, world]) => world));

  it('of every kind of item', () => {
    const there = new Set(worlds.flatMap(([, { items }]) => items.map(({ item }) => kindOf(item))));
    const kinds = Object.keys(keys).filter((name) => name.endsWith('Key') && !name.startsWith('parse'));
    expect(kinds.filter((kind) => !there.has(kind))).toEqual([]);
  });

  it('of every word and property that a chain can hold', () => {
    expect(words.filter((word) => !known.has(`chainKey events of ${word}`))).toEqual([]);
    expect(propertyNames.filter((name) => !known.has(`chainKey events with the property ${name}`))).toEqual(
      [],
    );
  });

  it('of whatever the system writes today: else add it, see golden/README.md', async () => {
    const features = featuresOfAll(await leave());
    // So many, that a run which wrote next to nothing is noticed.
    expect(features.size).toBeGreaterThan(200);
    expect([...features.difference(known)].sort()).toEqual([]);
  }, 60_000);
});
