import { randomUUID } from 'node:crypto';
import { type Chunk, cutIntoChunks, type QueuedEvent } from '../domain/chunk.ts';
import { NO_CAMPAIGN } from '../domain/event.ts';
import type { ApiRequest } from '../http/api.ts';
import { idempotencyOf, stillRunning, usedBefore } from '../http/idempotency.ts';
import { CHUNK_BYTES_MAX, RECEIPT_FROM_EVENTS } from '../limits.ts';
import { encodeChunk, encodedBytes } from '../queue/chunk-encoding.ts';
import type { Sender } from '../queue/sender.ts';
import { claim, finish, handOver } from '../store/idempotency.ts';
import { putReceipt } from '../store/receipts.ts';
import type { Table } from '../store/table.ts';
import type { EventDraft } from './event-draft.ts';
import type { KnownCampaign, KnownCampaigns } from './known-campaigns.ts';
import type { KnownSettings } from './known-settings.ts';
import type { NumberBlocks } from './number-blocks.ts';
import { type FoundRecipient, findNamed, findRecipients } from './recipients.ts';
import { withEvidence } from './with-evidence.ts';

export interface IngestContext {
  table: Table;
  queue: Sender;
  numbers: NumberBlocks;
  campaigns: KnownCampaigns;
  settings: KnownSettings;
}

/** What a request was given. A retry after a crash reuses it, so that the processor sees the same submissions. */
export interface Acceptance {
  /** The event at position p has the number `first + p`. */
  first: number;
  /** Time of ingest, ms. */
  received: number;
  /** Whether the sender wanted to wait (no `Prefer: respond-async`); a repeat gets the same answer, whatever it prefers. */
  waited: boolean;
  /** For requests of 25 events and more, and for senders who don't wait. */
  receipt?: string;
  /** Positions of the events whose recipient nobody has. Not looked for if the sender doesn't wait. */
  missing: number[];
  /**
   * Whom addresses that changed hands just now were seen to lead to, by position. A retry sends these alone: of
   * all others the history says who it was, whatever has happened since.
   */
  seen: [position: number, person: number][];
}

/** Events of campaigns that the account doesn't have. */
export class UnknownCampaigns extends Error {
  /** Of the events in the request. */
  readonly positions: readonly number[];
  /** The first of them. */
  readonly campaign: number;

  constructor(positions: readonly number[], campaign: number) {
    super('events of unknown campaigns');
    this.positions = positions;
    this.campaign = campaign;
  }
}

/**
 * Takes a request's events in: numbers them, cuts them into chunks and sends those. Returns only when every
 * chunk is confirmed; what is returned is durable. With an `Idempotency-Key` a repeated request has no further
 * effect and gets the same acceptance.
 *
 * @param wait whether the sender wants to know whose addresses nobody has (no `Prefer: respond-async`)
 * @throws UnknownCampaigns: nothing is stored then. ApiError `unavailable` if not everything was confirmed: some of it may be stored, and a retry is safe.
 */
export async function acceptEvents(
  sent: readonly EventDraft[],
  { wait }: { wait: boolean },
  request: ApiRequest,
  context: IngestContext,
): Promise<Acceptance> {
  const { table } = context;
  const { account } = request.caller;
  const [campaigns, machines] = await Promise.all([
    knownCampaigns(sent, request, context),
    context.settings.machinesOf(account, request.now),
  ]);
  const drafts = withEvidence(sent, campaigns, machines);
  const found = wait
    ? await findRecipients(table, account, drafts, request.now)
    : await findNamed(table, account, drafts);
  const acceptance = await accept(drafts, found, { wait }, request, context);

  const hashes = idempotencyOf(request);
  if (!hashes) {
    await send(drafts, found, acceptance, request, context);
    return acceptance;
  }
  const { keyHash } = hashes;
  const memo = JSON.stringify(acceptance);
  const claimed = await claim(table, account, { ...hashes, memo, now: request.now });
  switch (claimed.kind) {
    case 'done':
      return JSON.parse(claimed.memo) as Acceptance;
    case 'running':
      throw stillRunning(claimed.leaseUntil, request.now);
    case 'mismatch':
      throw usedBefore();
    case 'new':
    case 'retry': {
      const isNew = claimed.kind === 'new';
      const claimedAs = isNew ? acceptance : (JSON.parse(claimed.memo) as Acceptance);
      // Whom an address leads to now is not what the first try saw.
      const foundThen = isNew ? found : found.map(({ person: _, ...one }) => one);
      try {
        await send(drafts, foundThen, claimedAs, request, context);
      } catch (error) {
        await handOver(table, account, keyHash, { lease: claimed.lease });
        throw error;
      }
      await finish(table, account, keyHash, { lease: claimed.lease });
      return claimedAs;
    }
    default:
      return claimed satisfies never;
  }
}

async function knownCampaigns(
  drafts: readonly EventDraft[],
  { caller, now }: ApiRequest,
  { campaigns }: IngestContext,
): Promise<Map<number, KnownCampaign>> {
  const named = new Set(drafts.map(({ campaign }) => campaign));
  // What belongs to no message stands in the person's chain of it.
  named.delete(NO_CAMPAIGN);
  const known = await campaigns.find(caller.account, named, now);
  const unknown = named.difference(known);
  if (unknown.size === 0) return known;
  const positions = drafts.flatMap(({ campaign }, position) => (unknown.has(campaign) ? [position] : []));
  throw new UnknownCampaigns(positions, drafts[positions[0] as number]?.campaign as number);
}

async function accept(
  drafts: readonly EventDraft[],
  found: readonly FoundRecipient[],
  { wait }: { wait: boolean },
  { caller, now }: ApiRequest,
  { numbers }: IngestContext,
): Promise<Acceptance> {
  return {
    first: await numbers.take(caller.account, drafts.length),
    received: now,
    waited: wait,
    ...((!wait || drafts.length >= RECEIPT_FROM_EVENTS) && { receipt: randomUUID() }),
    missing: found.flatMap(({ missing }, position) => (missing ? [position] : [])),
    seen: found.flatMap(({ person, changedLately }, position) =>
      person !== undefined && changedLately ? [[position, person]] : [],
    ),
  };
}

async function send(
  drafts: readonly EventDraft[],
  found: readonly FoundRecipient[],
  acceptance: Acceptance,
  { caller }: ApiRequest,
  { table, queue }: IngestContext,
): Promise<void> {
  const { account } = caller;
  const { received, receipt, missing } = acceptance;
  const events = number(drafts, found, acceptance, caller.user);
  const parts = cutIntoChunks(events, CHUNK_BYTES_MAX, encodedBytes);
  if (receipt !== undefined) {
    const counts = { received: drafts.length, chunks: parts.length, skipped: missing };
    await putReceipt(table, account, { id: receipt, ...counts }, received);
  }
  const chunks = parts.map(
    (part, position): Chunk => ({
      account,
      received,
      ...(receipt !== undefined && { receipt: { id: receipt, chunk: position } }),
      events: part,
    }),
  );
  await queue.sendChunks(
    chunks.map((chunk, position) => ({
      id: String(position),
      body: encodeChunk(chunk),
      group: String(account),
    })),
  );
}

/** The events that go into the queue: what nobody received stays out, its receipt says so already. */
function number(
  drafts: readonly EventDraft[],
  found: readonly FoundRecipient[],
  { first, received, missing, seen }: Acceptance,
  sender: number,
): QueuedEvent[] {
  const left = new Set(missing);
  const seenBy = new Map(seen);
  return drafts.flatMap((draft, position) => {
    if (left.has(position)) return [];
    const sawOwner = seenBy.get(position) ?? found[position]?.person;
    const { word, campaign, occurred, recipient, person, user, url, sourceId, properties, evidence } = draft;
    return {
      number: first + position,
      position,
      word,
      created: occurred ?? received,
      dated: occurred !== undefined,
      received,
      campaign,
      recipient: recipient ?? found[position]?.address ?? '',
      user: user ?? sender,
      ...(person !== undefined && { person }),
      ...(sawOwner !== undefined && { seen: sawOwner }),
      ...(url !== undefined && { url }),
      ...(sourceId !== undefined && { sourceId }),
      ...(properties && { properties }),
      ...(evidence && { evidence }),
    };
  });
}
