import { describe, it } from 'vitest';
import { expectInterleavings } from './interleavings/expect-interleavings.ts';

/** Some fifteen seconds; test/long has 20,000. */
const RUNS = 1_000;

describe('processors that meet on the same chains', () => {
  it(
    'store and count each fact once, in whatever order their calls and answers come',
    {
      timeout: 300_000,
    },
    () => expectInterleavings(RUNS),
  );
});
