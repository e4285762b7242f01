import { campaignOperations } from '../lib/dialects/followupboss/campaign-operations.ts';
import { followUpBoss } from '../lib/dialects/followupboss/dialect.ts';
import { required } from '../lib/environment.ts';
import { serve } from '../lib/http/serve.ts';
import { openTable } from '../lib/store/table.ts';

const table = openTable(required('CHAINMAIL_TABLE'));

export const handler = serve({ table }, followUpBoss, campaignOperations(table));
