import { afterEach, describe, expect, it, vi } from 'vitest';
import { propertyNames } from '../../lib/domain/event-properties.ts';
import { words } from '../../lib/domain/event-types.ts';
import * as keys from '../../lib/store/keys.ts';
import { featuresOfAll } from './golden/features.ts';
import { kindOf } from './golden/kinds.ts';
import { knownFeatures } from './golden/known-features.ts';
import { leave } from './golden/leave.ts';
import { type OpenWorld, openWorld } from './golden/open-world.ts';
import { readAll, readMessage } from './golden/record.ts';
import { readWorlds } from './golden/world.ts';

const worlds = readWorlds();

describe.each(worlds)('what was once written, %s', (_, { now, items, answers, queued }) => {
  let world: OpenWorld;
  afterEach(async () => {
    vi.useRealTimers();
    await world?.close();
  });

  it('is read as it was, by the API and by the store', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now });
    world = await openWorld(items.map(({ item }) => item));
    const found = await readAll(world, {
      items: items.map(({ item }) => item),
      requests: answers.map(({ status: _, body: __, ...request }) => request),
      now,
    });
    for (const [position, answer] of answers.entries()) expect(found.answers[position]).toEqual(answer);
    for (const [position, item] of items.entries()) expect(found.items[position]).toEqual(item);
    for (const message of queued) expect(readMessage(message.body)).toEqual(message);
  });
});

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
