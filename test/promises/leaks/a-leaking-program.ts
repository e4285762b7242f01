import { log } from '../../../lib/log.ts';
import { newClient, openTable } from '../../../lib/store/table.ts';

// For leaks.test.ts to start: logs the key it is given and sends it to a table that isn't there.
const key = String(process.argv[2]);
await log.debug('a batch is stored', { key });
Object.assign(process.env, {
  AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
});
const client = newClient();
const table = openTable('nowhere', client);
const put = table.call('PutItem', { TableName: table.name, Item: { PK: { S: key }, SK: { S: 'KEY' } } });
// It is searched before it is sent; that it arrives nowhere is not waited for.
put.catch(() => {});
process.exit(0);
