import { BATCH_EVENTS_MAX, BATCH_GROUPS_MAX, CHUNK_EVENTS_MAX } from '../limits.ts';
import { hourOf, type Submission } from './event.ts';
import { groupName } from './journal.ts';

/** A submission on its way from ingest to the event-processor. */
export interface QueuedEvent extends Submission {
  /** Its position in the request. */
  position: number;
  /** The person the sender named, if one was named. */
  person?: number;
  /** Whom ingest saw the address lead to, if it looked (rule 1). */
  seen?: number;
}

/** A part of a request: one queue message. All its events are of one account and one time of ingest. */
export interface Chunk {
  account: number;
  /** Time of ingest, ms. */
  received: number;
  /** The request's receipt and this chunk's position in it, for requests that get one. */
  receipt?: { id: string; chunk: number };
  events: QueuedEvent[];
}

/**
 * Cuts a request's events into chunks: at most 250 events, `bytesMax` bytes and 40 groups of (campaign, hour)
 * each, since a batch that commits more groups than that would not fit into one transaction.
 *
 * @param bytesOf how many bytes an event takes in its chunk
 */
export function cutIntoChunks(
  events: readonly QueuedEvent[],
  bytesMax: number,
  bytesOf: (event: QueuedEvent) => number,
): QueuedEvent[][] {
  const chunks: QueuedEvent[][] = [];
  let bytes = 0;
  let groups = new Set<string>();
  for (const event of events) {
    const size = bytesOf(event);
    const chunk = chunks.at(-1);
    groups.add(groupOf(event));
    bytes += size;
    if (chunk && chunk.length < CHUNK_EVENTS_MAX && bytes <= bytesMax && groups.size <= BATCH_GROUPS_MAX) {
      chunk.push(event);
    } else {
      chunks.push([event]);
      bytes = size;
      groups = new Set([groupOf(event)]);
    }
  }
  return chunks;
}

const groupOf = ({ campaign, created }: Submission): string => groupName(campaign, hourOf(created));

/**
 * Puts chunks together into batches: one account, at most 2,500 events and 40 groups each. Neighbouring events
 * of a message then share one write, and many small requests one commit.
 */
export function gatherBatches<C extends { chunk: Chunk }>(received: readonly C[]): C[][] {
  const open = new Map<number, { chunks: C[]; events: number; groups: Set<string> }>();
  const batches: C[][] = [];
  for (const next of received) {
    const { account, events } = next.chunk;
    const groups = new Set(events.map(groupOf));
    const batch = open.get(account);
    const together = batch && new Set([...batch.groups, ...groups]);
    if (together && batch.events + events.length <= BATCH_EVENTS_MAX && together.size <= BATCH_GROUPS_MAX) {
      batch.chunks.push(next);
      batch.events += events.length;
      batch.groups = together;
    } else {
      const chunks = [next];
      batches.push(chunks);
      open.set(account, { chunks, events: events.length, groups });
    }
  }
  return batches;
}
