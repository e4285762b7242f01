import { testTenants } from '../promises/tenants-tests.ts';

testTenants({ numRuns: 300, more: 60, things: 5, timeoutMs: 10_800_000 });
