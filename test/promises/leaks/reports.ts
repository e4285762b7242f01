import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of what was found, which the global setup makes; processes that tests start find it here too. */
export const FOLDER_VARIABLE = 'CHAINMAIL_TEST_LEAKS';

/** A leak, as a test's failure tells it. */
export interface Report {
  /** `log`, `metrics`, `PutItem`, … */
  channel: string;
  wrong: string[];
  /** Where it was, cut. */
  where: string;
}

const WHERE_CHARACTERS = 1_000;

/**
 * Keeps a report until somebody takes it. In a file, so that what a child process found is there for its parent,
 * and what was found when no test was running any more is there for the end of the run.
 */
export function report({ where, ...found }: Report): void {
  const folder = folderOfWorker();
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const line = JSON.stringify({ ...found, where: where.slice(0, WHERE_CHARACTERS) });
  appendFileSync(join(folder, `${process.pid}.jsonl`), `${line}\n`);
}

/** Takes what this worker and its children have found since the last time. */
export function takeReports(folder = folderOfWorker()): Report[] {
  if (folder === undefined) return [];
  return filesIn(folder).flatMap((file) => {
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    rmSync(file);
    return lines.map((line) => JSON.parse(line) as Report);
  });
}

/** Children have their worker's variables. */
function folderOfWorker(): string | undefined {
  const folder = process.env[FOLDER_VARIABLE];
  return folder && join(folder, process.env.VITEST_POOL_ID ?? '0');
}

/** Most of the time there are none, nor a folder. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** As an error's message. */
export const renderReports = (reports: readonly Report[]): string =>
  reports.map(({ channel, wrong, where }) => `${channel} holds ${wrong.join(', ')}: ${where}`).join('\n');
