import { nothingLostTest } from '../promises/nothing-lost-tests.ts';

nothingLostTest({
  requests: 100,
  events: 1_000,
  campaigns: 8,
  people: 1_000,
  faults: 0.03,
  readEvery: 20,
  seed: 1,
});
