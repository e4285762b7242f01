import { DynamoDBClient, type DynamoDBClientConfig, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { newClient } from '../../lib/store/table.ts';
import { median } from './median.ts';
import { rounded } from './rounded.ts';
import { row } from './row.ts';

/** CPU of a GetItem in its client, with nobody behind it, µs. */
export interface ClientCost {
  /** As the SDK makes a client. */
  sdk: number;
  /** As `makeClient` makes one. */
  ours: number;
}

const CALLS = 2_000;
/** Odd, so that one of them is the median. */
const ROUNDS = 21;

/** What a call costs its client, by turns, so that both meet the same weather of the machine; medians. */
export async function measureClient(rounds = ROUNDS): Promise<ClientCost> {
  const clients = { sdk: new DynamoDBClient(configuration), ours: newClient(configuration) };
  const costs: Record<keyof ClientCost, number[]> = { sdk: [], ours: [] };
  for (let round = 0; round < rounds; round++) {
    costs.sdk.push(await cpuOfCall(clients.sdk));
    costs.ours.push(await cpuOfCall(clients.ours));
  }
  return { sdk: rounded(median(costs.sdk), 0), ours: rounded(median(costs.ours), 0) };
}

async function cpuOfCall(client: DynamoDBClient): Promise<number> {
  const before = process.cpuUsage();
  for (let call = 0; call < CALLS; call++) await client.send(get);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}

const get = new GetItemCommand({ TableName: 'none', Key: { PK: { S: 'A#1' }, SK: { S: 'E#1' } } });
const item = { PK: { S: 'A#1' }, SK: { S: 'E#1' }, data: { S: 'x'.repeat(200) }, created: { N: '1' } };
const body = Buffer.from(JSON.stringify({ Item: item }));

const configuration: DynamoDBClientConfig = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  requestHandler: {
    handle: async () => ({
      response: { statusCode: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body },
    }),
  },
};

export function printClient({ sdk, ours }: ClientCost): void {
  console.log('\nCPU of a GetItem in its client, without what is sent and waited for, µs');
  console.log(line('as the SDK makes it', `${sdk}`));
  console.log(line('as `makeClient` does', `${ours}`));
}

const line = row({ name: 30, figure: 13 });
