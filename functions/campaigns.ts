import { campaignOperations } from '../lib/dialects/followupboss/campaign-operations.ts';
import { followUpBoss } from '../lib/dialects/followupboss/dialect.ts';
import { required } from '../lib/environment.ts';
import { serveAll } from '../lib/http/serve-all.ts';
import { openTable } from '../lib/store/table.ts';

const table = openTable(required('CHAINMAIL_TABLE'));

export const handler = serveAll({ table }, followUpBoss, campaignOperations(table));
