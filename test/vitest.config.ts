import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests that look at the log turn it on, and listen at the console of Node, where `DEV` makes it write. */
const quiet = { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_DEV: 'true' };
/** Everything is logged, searched for what must not get out, and not printed. */
const searched = {
  ...quiet,
  POWERTOOLS_LOG_LEVEL: 'DEBUG',
  POWERTOOLS_METRICS_NAMESPACE: 'ChainmailTests',
  // `DEV` would turn them off.
  POWERTOOLS_METRICS_DISABLED: 'false',
};

/** What runs on the official DynamoDB Local as well: everything with a table that can be another one's. */
const onAnyDynamoDb = [
  'test/store/*.test.ts',
  'test/protocol/{rules,crash,processors,past}.test.ts',
  'test/functions/{campaigns,people}.test.ts',
  'test/http/*.test.ts',
  'test/views/*.test.ts',
  'test/infra/commands/account.test.ts',
];
/** Of these, the ones without a table. */
const inMemory = ['test/store/{chain-encoding,journal-encoding,walk}.test.ts'];

/** `embedded` needs Node alone, `reference` Java too, `long` time: kills, soaks and a whole blast; `deployed` and `schemathesis` Python. */
export default defineConfig({
  test: {
    // On two cores vitest would take one worker; these tests wait for the disk and for processes too.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'embedded',
          // Most of these are short: loading the SDK anew for each file would be a third of the work.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          env: searched,
          globalSetup: ['test/promises/leaks/global-setup.ts', 'test/end-to-end/global-setup.ts'],
          setupFiles: 'test/promises/leaks/setup.ts',
          root: new URL('..', import.meta.url).pathname,
          include: ['test/**/*.test.ts'],
          exclude: ['test/reference/**', 'test/long/**', 'test/deployed/**', 'test/schemathesis/**'],
        },
      },
      {
        test: {
          name: 'reference',
          env: quiet,
          root: new URL('..', import.meta.url).pathname,
          include: ['test/reference/**/*.test.ts', ...onAnyDynamoDb],
          exclude: inMemory,
          globalSetup: 'test/reference/start.ts',
          setupFiles: 'test/reference/setup.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'long',
          env: quiet,
          root: new URL('..', import.meta.url).pathname,
          include: ['test/long/**/*.test.ts'],
          // Hours: it must not be the machine that decides.
          testTimeout: 10_800_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'schemathesis',
          env: quiet,
          root: new URL('..', import.meta.url).pathname,
          include: ['test/schemathesis/**/*.test.ts'],
          testTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'deployed',
          env: quiet,
          root: new URL('..', import.meta.url).pathname,
          include: ['test/end-to-end/**/*.test.ts', 'test/deployed/**/*.test.ts'],
          globalSetup: ['test/deployed/set-up.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
