import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOLDER_VARIABLE, renderReports, takeReports } from './reports.ts';

/** Makes the folder of reports, and fails the run for those that came when no test was running any more. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'chainmail-leaks-'));
  process.env[FOLDER_VARIABLE] = folder;
  return async () => {
    const workers = await readdir(folder);
    const reports = workers.flatMap((worker) => takeReports(join(folder, worker)));
    await rm(folder, { recursive: true });
    if (reports.length > 0) throw new Error(`After the last test:\n${renderReports(reports)}`);
  };
}
