import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where `npm start` keeps its data, and in `env` the variables that lead to it. */
const dataFolder = (): string => process.env.CHAINMAIL_DATA ?? '.chainmail';

/** The variable that leads to each output of the stack. */
const OUTPUTS = {
  CHAINMAIL_TABLE: 'TableName',
  CHAINMAIL_QUEUE_URL: 'QueueUrl',
  CHAINMAIL_DEAD_LETTER_QUEUE_URL: 'DeadLetterQueueUrl',
};

/**
 * Makes a command find the installation it is to work on: the one that the SDK's variables and
 * `CHAINMAIL_TABLE` point at; the deployed one, by the file of outputs that `cdk deploy` writes, if
 * `CHAINMAIL_OUTPUTS` names it; else the local one, by the `env` file that `npm start` writes.
 *
 * @throws Error saying what to do if there is none of them
 */
export function useLocalEnvironment(): void {
  if (process.env.CHAINMAIL_TABLE) return;
  if (process.env.CHAINMAIL_OUTPUTS) {
    useOutputs(process.env.CHAINMAIL_OUTPUTS);
    return;
  }
  const file = join(dataFolder(), 'env');
  if (!existsSync(file)) {
    throw new Error(
      `There is no ${file}: run \`npm start\` first, or set CHAINMAIL_TABLE and the AWS variables of an installation.`,
    );
  }
  process.loadEnvFile(file);
}

/** The outputs of the one stack in the file, unless their variables are set. */
function useOutputs(file: string): void {
  const [outputs, ...others] = Object.values(
    JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>,
  );
  if (!outputs || others.length > 0)
    throw new Error(`There are the outputs of not exactly one stack in ${file}.`);
  for (const [variable, output] of Object.entries(OUTPUTS)) {
    if (outputs[output] === undefined) throw new Error(`There is no output ${output} in ${file}.`);
    process.env[variable] ??= outputs[output];
  }
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
