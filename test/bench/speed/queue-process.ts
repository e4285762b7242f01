import { startQueue } from '../../../infra/local/queue/server.ts';

// A queue in a process of its own, so that its work is no part of what is measured: says where it is on its output,
// and ends with its parent.

const { endpoint, url, arn, stop } = await startQueue({ visibilitySeconds: 3_600 });
process.once('disconnect', () => stop().then(() => process.exit(0)));
process.send?.({ endpoint, url, arn });
