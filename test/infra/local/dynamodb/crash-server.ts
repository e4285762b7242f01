/** A process of its own for `crash.test.ts` to kill: serves the folder it is given, and prints where. */
import { startDynamoDb } from '../../../../infra/local/dynamodb/server.ts';

const { endpoint } = await startDynamoDb({ path: String(process.argv[2]) });
console.log(endpoint);
