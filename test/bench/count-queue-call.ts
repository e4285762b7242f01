import type { Ledger } from './ledger.ts';
import { QUEUE_PIECE_BYTES } from './prices.ts';

interface Entries {
  Entries?: { MessageBody?: string }[];
}
interface Received {
  Messages?: { Body?: string }[];
}

/**
 * A call to the queue costs a request for each 64 KB that it carries. A receive that finds nothing is left out: with
 * the long polls of Lambda there are 15 a minute, however many events there are.
 */
export function countQueueCall(operation: string, input: unknown, output: unknown, ledger: Ledger): void {
  switch (operation) {
    case 'SendMessageBatch': {
      const bodies = (input as Entries).Entries?.map(({ MessageBody = '' }) => MessageBody) ?? [];
      ledger.add('send', { calls: 1, queueRequests: pieces(bodies) });
      return;
    }
    case 'ReceiveMessage': {
      const bodies = (output as Received).Messages?.map(({ Body = '' }) => Body) ?? [];
      if (bodies.length > 0) ledger.add('receive and delete', { calls: 1, queueRequests: pieces(bodies) });
      return;
    }
    default:
      ledger.add('receive and delete', { calls: 1, queueRequests: 1 });
  }
}

const pieces = (bodies: readonly string[]): number =>
  Math.max(1, Math.ceil(bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0) / QUEUE_PIECE_BYTES));
