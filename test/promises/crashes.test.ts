import { crashesTest } from './crashes-test.ts';

// Every call, on one of its sides; `test:long` has both, and calls that fail. Of the event-processor's calls
// `test/protocol/crash.test.ts` has both sides.
crashesTest((call) => [call % 2 === 0 ? 'kill-before' : 'kill-after']);
