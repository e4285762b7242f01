import { type Message, messageName, type Submission } from '../domain/event.ts';
import { isOfType, submissionTypes } from '../domain/event-types.ts';
import { loadChains } from '../store/chains.ts';
import type { Table } from '../store/table.ts';
import type { ResolvedEvent } from './batch.ts';
import type { OpenChain } from './open-chain.ts';

/** A message, and what a batch says happened to it. */
export interface Told {
  message: Message;
  submissions: Submission[];
}

/** The messages that events belong to, in the order in which they are first spoken of. */
export function gatherMessages(resolved: readonly ResolvedEvent[]): Told[] {
  const messages = new Map<string, Told>();
  for (const { event, message } of resolved) {
    const { position, person, seen, ...submission } = event;
    const name = messageName(message);
    const known = messages.get(name) ?? { message, submissions: [] };
    known.submissions.push(submission);
    messages.set(name, known);
  }
  return [...messages.values()];
}

/** So many messages are looked at before others are taken for new. */
const SAMPLE = 16;

/**
 * Messages that need not be looked for, as they are most likely new: if a batch tells of the sending of many, and of
 * a sample of these none has a chain yet. To believe wrongly that one is new costs a write (rule 12) and no more; a
 * look at each would cost a tenth of what a blast costs in all.
 */
export async function findNew(
  table: Table,
  account: number,
  told: readonly Told[],
): Promise<ReadonlySet<Told>> {
  const sent = told.filter(({ submissions }) => submissions.some(tellsOfSending));
  if (sent.length < 2 * SAMPLE) return new Set();
  // Spread over all: what is delivered again comes in one piece.
  const sample = Array.from(
    { length: SAMPLE },
    (_, n) => sent[Math.floor((n * sent.length) / SAMPLE)] as Told,
  );
  const chains = await loadChains(
    table,
    account,
    sample.map(({ message }) => message),
  );
  const allNew = chains.every((chain) => !(chain instanceof Error) && chain.version === undefined);
  return new Set(allNew ? sent : []);
}

/** Some senders tell of deliveries only. */
const tellsOfSending = ({ word }: Submission): boolean =>
  isOfType(word, 'DELIVERED') || [...submissionTypes].some((type) => isOfType(word, type));

/**
 * Rule 3: loads the chains of messages. Eventually consistent reads do, and none at all for those that are taken for
 * new: every decision to write is guarded by the version, and every decision not to write rests on facts that are
 * final.
 */
export async function openChains(
  table: Table,
  account: number,
  told: readonly Told[],
  isNew: ReadonlySet<Told>,
): Promise<OpenChain[]> {
  const known = told.filter((one) => !isNew.has(one));
  const loaded = await loadChains(
    table,
    account,
    known.map(({ message }) => message),
  );
  const chains = new Map(known.map((one, position) => [one, loaded[position]]));
  return told.map((one) => {
    if (isNew.has(one)) return unread(one, 'open');
    const chain = chains.get(one);
    const readable = chain !== undefined && !(chain instanceof Error);
    return readable ? { ...unread(one, 'open'), chain } : unread(one, 'failed');
  });
}

/** The chain of a message, of which nothing was read: `open` if it is taken for new, `failed` if it can't be read. */
export const unread = ({ message, submissions }: Told, state: 'open' | 'failed'): OpenChain => ({
  chain: { ...message, events: [] },
  submissions: submissions.toSorted((a, b) => a.number - b.number),
  state,
  past: [],
  pagesLoaded: 0,
  racesLost: 0,
});
