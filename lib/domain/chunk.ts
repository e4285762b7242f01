import { BATCH_EVENTS_MAX, BATCH_GROUPS_MAX, CHUNK_BYTES_MAX, CHUNK_EVENTS_MAX } from '../limits.ts';
import { hourOf, type Submission } from './event.ts';
import { groupName } from './journal.ts';

/** A submission on its way from ingest to the event-processor. */
export interface QueuedEvent extends Submission {
  /** Its position in the request. */
  position: number;
  /** The person the sender named, if one was named. */
  person?: number;
  /** Whom ingest saw the address lead to, if it looked: the processor need not look again (rule 1). */
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
 * of a message then share one write, and many small requests one commit. What a batch adds to one message stays
 * below a chunk's size, since a chain's item can't take more than 400 KB.
 */
export function gatherBatches<C extends { chunk: Chunk }>(received: readonly C[]): C[][] {
  const open = new Map<number, OpenBatch<C>>();
  const batches: C[][] = [];
  for (const next of received) {
    const { account, events } = next.chunk;
    const groups = new Set(events.map(groupOf));
    const bytes = bytesByMessage(events);
    const batch = open.get(account);
    if (batch && fits(batch, events.length, groups, bytes)) {
      batch.chunks.push(next);
      batch.events += events.length;
      for (const group of groups) batch.groups.add(group);
      for (const [message, more] of bytes) batch.bytes.set(message, (batch.bytes.get(message) ?? 0) + more);
    } else {
      const chunks = [next];
      batches.push(chunks);
      open.set(account, { chunks, events: events.length, groups, bytes });
    }
  }
  return batches;
}

interface OpenBatch<C> {
  chunks: C[];
  events: number;
  groups: Set<string>;
  /** About how much it adds to each message's chain. */
  bytes: Map<string, number>;
}

const fits = <C>(
  batch: OpenBatch<C>,
  events: number,
  groups: ReadonlySet<string>,
  bytes: ReadonlyMap<string, number>,
): boolean =>
  batch.events + events <= BATCH_EVENTS_MAX &&
  batch.groups.union(groups).size <= BATCH_GROUPS_MAX &&
  [...bytes].every(([message, more]) => (batch.bytes.get(message) ?? 0) + more <= CHUNK_BYTES_MAX);

/** Of an event without its texts, in a chain: numbers, times and its place in the lists. */
const EVENT_BYTES = 64;

/** People aren't resolved yet: an address or a person named stands for its message. */
function bytesByMessage(events: readonly QueuedEvent[]): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const { campaign, person, recipient, url = '', sourceId = '', properties, evidence } of events) {
    const message = `${campaign} ${person ?? recipient}`;
    const more = properties || evidence ? JSON.stringify([properties, evidence]).length : 0;
    const own = EVENT_BYTES + url.length + sourceId.length + more;
    bytes.set(message, (bytes.get(message) ?? 0) + own);
  }
  return bytes;
}
