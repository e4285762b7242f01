import { followUpBoss } from '../lib/dialects/followupboss/dialect.ts';
import { peopleOperations } from '../lib/dialects/followupboss/people-operations.ts';
import { required } from '../lib/environment.ts';
import { serve } from '../lib/http/serve.ts';
import { openTable } from '../lib/store/table.ts';

const table = openTable(required('CHAINMAIL_TABLE'));

export const handler = serve({ table }, followUpBoss, peopleOperations(table));
