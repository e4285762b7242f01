import { testTenants } from './tenants-tests.ts';

testTenants({ numRuns: 2, more: 6, things: 1, timeoutMs: 120_000 });
