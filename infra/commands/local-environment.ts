import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where `npm start` keeps its data, and in `env` the variables that lead to it. */
const dataFolder = (): string => process.env.CHAINMAIL_DATA ?? '.chainmail';

/**
 * Makes a command find the installation it is to work on: the one that the SDK's variables and
 * `CHAINMAIL_TABLE` point at, else the local one, by the `env` file that `npm start` writes.
 *
 * @throws Error saying what to do if there is neither
 */
export function useLocalEnvironment(): void {
  if (process.env.CHAINMAIL_TABLE) return;
  const file = join(dataFolder(), 'env');
  if (!existsSync(file)) {
    throw new Error(
      `There is no ${file}: run \`npm start\` first, or set CHAINMAIL_TABLE and the AWS variables of an installation.`,
    );
  }
  process.loadEnvFile(file);
}

/** Says in one line why a call of a command failed, with what to do about it where that is known. */
export function explainFailure(error: unknown): string {
  const { name, code, message } = error instanceof Error ? (error as Error & { code?: string }) : {};
  const endpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB ?? process.env.AWS_ENDPOINT_URL ?? 'AWS';
  if (code === 'ECONNREFUSED') return `Nothing answers at ${endpoint}. Is \`npm start\` running?`;
  if (name === 'ResourceNotFoundException') {
    return `There is no table ${process.env.CHAINMAIL_TABLE} at ${endpoint}.`;
  }
  return message || String(error);
}
