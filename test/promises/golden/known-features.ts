import { featuresOfAll } from './features.ts';
import type { World } from './world.ts';

/** The features that fixtures have. */
export const knownFeatures = (worlds: readonly World[]): Set<string> =>
  new Set(
    worlds.flatMap(({ items, answers, queued }) => [
      ...featuresOfAll({
        items: items.map(({ item }) => item),
        requests: answers,
        queued: queued.map(({ body }) => body),
      }),
    ]),
  );
