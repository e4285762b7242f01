import { afterEach, describe, expect, it, vi } from 'vitest';
import { type OpenWorld, openWorld } from './open-world.ts';
import { readAll, readMessage } from './record.ts';
import { readWorlds } from './world.ts';

/** @param every of the answers that are kept, one in so many is asked for */
export function goldenTests({ every }: { every: number }): void {
  describe.each(readWorlds())('what was once written, %s', (_, { now, items, answers: all, queued }) => {
    const answers = all.filter((_, position) => position % every === 0);
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
}
