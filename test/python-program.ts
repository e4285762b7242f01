import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './deployed/run.ts';

/**
 * Installs a program of PyPI into a folder of its own, if it isn't there yet. Needs Python 3.
 * @param pinned the package with its version: `ministack==1.5.33`
 * @param folder in the root of the repository
 * @returns the program's path
 */
export async function installProgram(pinned: string, name: string, folder: string): Promise<string> {
  const root = new URL(`../${folder}`, import.meta.url).pathname;
  const environment = join(root, pinned.replace('==', '-'));
  const program = join(environment, 'bin', name);
  const done = join(environment, 'installed');
  if (existsSync(done)) return program;
  console.log(`Installing ${pinned} into ${folder} …`);
  rmSync(environment, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', environment]);
  await run(join(environment, 'bin', 'pip'), ['install', '--quiet', '--no-cache-dir', pinned]);
  writeFileSync(done, '');
  return program;
}
