import { followUpBoss } from '../lib/dialects/followupboss/dialect.ts';
import { peopleOperations } from '../lib/dialects/followupboss/people-operations.ts';
import { required } from '../lib/environment.ts';
import { serveAll } from '../lib/http/serve-all.ts';
import { openQueueWhenAsked } from '../lib/queue/queue-when-asked.ts';
import { openTable } from '../lib/store/table.ts';

const table = openTable(required('CHAINMAIL_TABLE'));
/** Only whoever erases a person needs it. */
const queue = openQueueWhenAsked(required('CHAINMAIL_QUEUE_URL'));
/** Of the event-processor: erasure waits until none that has read something of a person can be at work any more. */
const timeoutMs = Number(required('CHAINMAIL_PROCESSOR_TIMEOUT_MS'));

export const handler = serveAll({ table }, followUpBoss, peopleOperations({ table, queue, timeoutMs }));
