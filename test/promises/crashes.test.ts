import { crashesTest } from './crashes-test.ts';

// Every call of a shorter run, on one of its sides; `test:long` has both of all, and calls that fail. Of the
// event-processor's calls `test/protocol/crash.test.ts` has both sides.
crashesTest((call) => [call % 2 === 0 ? 'kill-before' : 'kill-after'], [0, 3, 4]);
