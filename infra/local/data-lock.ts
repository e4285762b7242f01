import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A process that is about to end, in a restart, is waited for this long. */
const WAIT_MS = 2_000;

/**
 * Keeps a data folder to this process until it ends, however it ends: the lock is SQLite's on a file, which the
 * operating system takes away from a process that is killed. A file with a process id would outlive it, and
 * the id might be somebody else's by then.
 * @returns false if another process has the folder
 */
export function lockData(folder: string): boolean {
  const database = new DatabaseSync(join(folder, 'lock'), { timeout: WAIT_MS });
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && error.message.includes('locked')) return false;
    throw error;
  }
  held.push(database);
  return true;
}

/** Referred to for as long as the process lives: a database that is collected lets go of its lock. */
const held: DatabaseSync[] = [];
