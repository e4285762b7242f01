import { testTenants } from './tenants-tests.ts';

testTenants({ numRuns: 3, more: 6, things: 1, timeoutMs: 120_000 });
