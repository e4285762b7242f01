import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildApp } from 'fauxqs';
// fauxqs exports only `buildApp` and `startFauxqs`. The latter listens on all interfaces; the former takes the
// stores as an argument, but its package names no way to them. So they are imported by their files, which works
// because this project is run from its own folder and pins the version.
import { S3Store } from '../../../node_modules/fauxqs/dist/s3/s3Store.js';
import { SnsStore } from '../../../node_modules/fauxqs/dist/sns/snsStore.js';
import { SqsStore } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import {
  AWS_ACCOUNT,
  DEAD_LETTER_QUEUE_NAME,
  QUEUE_NAME,
  RECEIVES_MAX,
  REGION,
  RETENTION_SECONDS,
} from '../settings.ts';
import { MessageFile } from './message-file.ts';

export interface LocalQueue {
  /** `http://127.0.0.1:port`, for `AWS_ENDPOINT_URL_SQS`. */
  endpoint: string;
  port: number;
  url: string;
  deadLetterUrl: string;
  arn: string;
  /** Ends the long polls that wait now, without a message. */
  wake(): void;
  /** Stops listening; messages in flight are visible again after the next start. */
  stop(): Promise<void>;
}

export interface LocalQueueOptions {
  /** The folder that keeps the messages; without it they are in memory only. */
  data?: string | undefined;
  /** 0, the default, takes a free one. */
  port?: number;
  visibilitySeconds: number;
}

/**
 * SQS on this machine: fauxqs in this process, on 127.0.0.1 alone, with the event queue and its dead-letter
 * queue. What was acknowledged survives a `kill -9`.
 */
export async function startQueue({
  data,
  port = 0,
  visibilitySeconds,
}: LocalQueueOptions): Promise<LocalQueue> {
  const store = new SqsStore();
  // An empty host makes fauxqs build queue URLs from the request's own host; its default resolves nowhere.
  store.host = '';
  const app = buildApp({
    logger: false,
    defaultRegion: REGION,
    stores: { sqsStore: store, snsStore: new SnsStore(), s3Store: new S3Store() },
  });
  // The address is known before the queues exist, which need it for their URLs; nobody else knows it yet.
  await app.listen({ port, host: '127.0.0.1' });
  const actualPort = (app.server.address() as AddressInfo).port;
  const endpoint = `http://127.0.0.1:${actualPort}`;

  const retention = { MessageRetentionPeriod: String(RETENTION_SECONDS) };
  const redrive = { deadLetterTargetArn: arnOf(DEAD_LETTER_QUEUE_NAME), maxReceiveCount: RECEIVES_MAX };
  const dead = store.createQueue(
    DEAD_LETTER_QUEUE_NAME,
    urlOf(endpoint, DEAD_LETTER_QUEUE_NAME),
    arnOf(DEAD_LETTER_QUEUE_NAME),
    retention,
  );
  const queue = store.createQueue(QUEUE_NAME, urlOf(endpoint, QUEUE_NAME), arnOf(QUEUE_NAME), {
    ...retention,
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify(redrive),
  });
  const file = data === undefined ? undefined : openFile(data);
  file?.restore([queue, dead]);

  return {
    endpoint,
    port: actualPort,
    url: queue.url,
    deadLetterUrl: dead.url,
    arn: queue.arn,
    wake: () => store.shutdown(),
    async stop() {
      await app.close();
      file?.close();
    },
  };
}

const urlOf = (endpoint: string, name: string): string => `${endpoint}/${AWS_ACCOUNT}/${name}`;
const arnOf = (name: string): string => `arn:aws:sqs:${REGION}:${AWS_ACCOUNT}:${name}`;

function openFile(data: string): MessageFile {
  mkdirSync(data, { recursive: true });
  return new MessageFile(join(data, 'messages.db'), RETENTION_SECONDS);
}
