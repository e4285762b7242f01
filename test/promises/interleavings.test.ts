import { describe, it } from 'vitest';
import { expectInterleavings } from './interleavings/expect-interleavings.ts';

/** As many as fit into ten seconds; test/long has 20,000. */
const RUNS = 500;

describe('processors that meet on the same chains', () => {
  it(
    'store and count each fact once, in whatever order their calls and answers come',
    {
      timeout: 300_000,
    },
    () => expectInterleavings(RUNS),
  );
});
