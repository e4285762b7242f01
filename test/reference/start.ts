import type { TestProject } from 'vitest/node';
import { startDynamoDbLocal } from './start-dynamodb-local.ts';

declare module 'vitest' {
  interface ProvidedContext {
    dynamoDb: string;
  }
}

/** Starts one DynamoDB Local for all files of the run; every one makes tables of its own. */
export default async function start(project: TestProject): Promise<() => Promise<void>> {
  const { endpoint, stop } = await startDynamoDbLocal().catch(refuse);
  project.provide('dynamoDb', endpoint);
  return stop;
}

/** Without it nothing is tested: vitest would say in many lines that it found no tests. */
function refuse(error: Error): never {
  console.error(error.message);
  process.exit(1);
}
