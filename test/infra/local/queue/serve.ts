/** A queue in a process of its own, to be killed. */
import { startQueue } from '../../../../infra/local/queue/server.ts';

const { endpoint, url, deadLetterUrl } = await startQueue({ data: process.argv[2], visibilitySeconds: 90 });
process.send?.({ endpoint, url, deadLetterUrl });
