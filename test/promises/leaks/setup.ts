import { afterAll, afterEach, beforeEach } from 'vitest';
import { captureAll } from './capture.ts';
import { preload } from './preload.ts';
import { renderReports, takeReports } from './reports.ts';

// Runs before each test file: a leak fails the test that was running, and so names it and its file.

captureAll();
// Only now: a logger takes its console when it is made.
const { log } = await import('../../../lib/log.ts');
// Processes that tests start search themselves, and their worker tells.
process.env.NODE_OPTIONS = preload;

// A test that looks at the log itself sets a level of its own.
beforeEach(() => log.setLogLevel('DEBUG'));

function expectNone(): void {
  const reports = takeReports();
  if (reports.length > 0) throw new Error(`What must not get out did:\n${renderReports(reports)}`);
}
afterEach(expectNone);
// What a file logs outside its tests.
afterAll(expectNone);
