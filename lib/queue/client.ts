import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { makeClient } from '../make-client.ts';

/**
 * `useQueueUrlAsEndpoint: false`: emulators give URLs that don't resolve. `md5: false`: TLS already guards the
 * bodies, and hashing them costs more CPU than the rest of a call.
 */
export const newQueueClient = (): SQSClient =>
  makeClient<SQSClient, SQSClientConfig>(SQSClient, { useQueueUrlAsEndpoint: false, md5: false });
