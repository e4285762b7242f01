import { testTenants } from './tenants-tests.ts';

testTenants({ numRuns: 4, more: 6, things: 1, timeoutMs: 120_000 });
