import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** Where the API is and the key to it. */
export interface Installation {
  /** Without a slash at its end. */
  url: string;
  key: string;
  /** The key as a shell may be told it: a key out of the environment is left there. */
  shellKey: string;
}

type Environment = Record<string, string | undefined>;

/**
 * Finds the installation: `CHAINMAIL_URL` and `PORT` say where, else the file that `npm start` writes, else it
 * is where `npm start` is by default.
 * @param local what that file says
 */
export function findInstallation(environment: Environment, local: Environment): Installation {
  const { CHAINMAIL_URL, PORT, CHAINMAIL_LOCAL_KEY } = environment;
  // PORT=0 lets `npm start` take a free one, which is then in its file.
  const port = PORT && PORT !== '0' ? `http://127.0.0.1:${PORT}` : undefined;
  const url = CHAINMAIL_URL || port || local.CHAINMAIL_URL || 'http://127.0.0.1:3000';
  const key = CHAINMAIL_LOCAL_KEY || local.CHAINMAIL_LOCAL_KEY || 'cm_local_demo';
  return {
    url: url.replace(/\/+$/, ''),
    key,
    shellKey: CHAINMAIL_LOCAL_KEY ? '"$CHAINMAIL_LOCAL_KEY":' : `${key}:`,
  };
}

/** What `npm start` wrote into its data folder; nothing if it hasn't run there. */
export function readLocalEnvironment({ CHAINMAIL_DATA }: Environment): Environment {
  const file = join(CHAINMAIL_DATA || '.chainmail', 'env');
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}
