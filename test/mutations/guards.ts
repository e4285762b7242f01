import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** The tests that guard the protocol. */
const GUARDS = [
  'test/protocol',
  'test/promises/interleavings.test.ts',
  'test/promises/erasure-stale.test.ts',
];
const COPIED = ['lib', 'functions', 'infra', 'test', 'package.json', 'tsconfig.json'];

const root = new URL('../..', import.meta.url).pathname;

/** A copy of the project to take rules away from. */
export async function copyProject(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'chainmail-mutations-'));
  for (const name of COPIED) await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

export interface Failure {
  /** The test's file and name. */
  test: string;
  /** What it expected in vain, in one line; nothing if it failed in another way: a file that can't be loaded, … */
  assertion: string | undefined;
  /** All that was said. */
  message: string;
}

/** Runs the guards in a copy until one of them fails. @returns those that failed, and how many passed */
export async function runGuards(folder: string): Promise<{ passed: number; failures: Failure[] }> {
  const report = join(folder, 'report.json');
  const how = ['--config', 'test/vitest.config.ts', '--project', 'embedded', '--bail', '1'];
  // A busy machine must not decide: what fails has to say what it expected.
  how.push('--testTimeout', '600000');
  const vitest = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...how,
      '--reporter',
      'json',
      '--outputFile',
      report,
      ...GUARDS,
    ],
    { cwd: folder, stdio: 'ignore', env: { ...process.env, NO_COLOR: '1' } },
  );
  await once(vitest, 'exit');
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as Report;
  await rm(report);
  const tests = testResults.flatMap(testsOf);
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failures: tests
      .filter(({ status }) => status === 'failed')
      .map(({ file, fullName, failureMessages }) => {
        const message = failureMessages.join('\n');
        const [assertion] = /(?<=AssertionError: )[^\n]+/.exec(message) ?? [];
        return { test: `${relative(folder, file)}: ${fullName}`, assertion, message };
      }),
  };
}

/** What of vitest's JSON report is looked at. */
interface Report {
  testResults: { name: string; message: string; assertionResults: TestResult[] }[];
}

interface TestResult {
  fullName: string;
  status: string;
  failureMessages: string[];
}

/** A file that can't be loaded has no tests, but says why; one that was left out after a failure has nothing to say. */
function testsOf({
  name,
  message,
  assertionResults,
}: Report['testResults'][number]): (TestResult & { file: string })[] {
  if (assertionResults.length === 0 && message !== '') {
    return [{ file: name, fullName: 'the file itself', status: 'failed', failureMessages: [message] }];
  }
  return assertionResults.map((test) => ({ file: name, ...test }));
}
