import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { clientOptions } from '../client-options.ts';

/**
 * `useQueueUrlAsEndpoint: false`: emulators give URLs that don't resolve. `md5: false`: TLS already guards the
 * bodies, and hashing them costs more CPU than the rest of a call.
 */
export function newQueueClient(): SQSClient {
  return new SQSClient({ ...clientOptions<SQSClientConfig>(), useQueueUrlAsEndpoint: false, md5: false });
}
