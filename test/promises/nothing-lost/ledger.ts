import type { QueuedEvent } from '../../../lib/domain/chunk.ts';
import { factOf, messageName } from '../../../lib/domain/event.ts';
import { decodeChunk } from '../../../lib/queue/chunk-encoding.ts';
import { openQueue } from '../../../lib/queue/queue.ts';
import { readChains } from '../../../lib/store/whole-chains.ts';
import { onSent } from '../interpose.ts';
import type { Audience } from '../sender.ts';
import type { System } from '../system.ts';
import { checkTotalQueue, type Op, type QueueVerdict } from './history.ts';

/** What became of the events that were accepted, and how many messages the queues hold. */
export type Balance = Omit<QueueVerdict, 'lost' | 'unexpected'> &
  Record<'queued' | 'inFlight' | 'dead', number>;

/** Keeps account of every event that was ever sent: where it is now, and what became of it. */
export class Ledger {
  readonly history: Op[] = [];
  /** Events of the messages that were sent and haven't left the queue, by the messages' ids. */
  readonly #held = new Map<string, QueuedEvent[]>();
  readonly #system: System;
  readonly #owners: ReadonlyMap<string, number>;
  readonly #close: () => void;
  readonly #campaigns = new Map<number, number>();
  #sent: QueuedEvent[] = [];

  constructor(system: System, { people }: Pick<Audience, 'people'>) {
    this.#system = system;
    this.#owners = new Map(people.map(({ id, address }) => [address, id]));
    this.#close = onSent(system.local.url, (id, body) => {
      const { events } = decodeChunk(body);
      this.#held.set(id, events);
      this.#sent.push(...events);
      for (const { number, campaign } of events) this.#campaigns.set(number, campaign);
      this.history.push({ op: 'attempt', elements: events.map(({ number }) => number) });
    });
  }

  /**
   * A request of so many events was answered with a 2xx.
   * @returns its time of ingest, ms, which is that of the events that have no time
   * @throws Error unless each of them is in the queue
   */
  accept(count: number): number {
    const elements = [...new Set(this.#sent.map(({ number }) => number))];
    if (elements.length !== count)
      throw new Error(`${count} events were accepted and ${elements.length} sent`);
    this.history.push({ op: 'accept', elements });
    const received = this.#sent.at(-1)?.received ?? 0;
    this.#sent = [];
    return received;
  }

  /** A message left the queue for good. @throws Error if one of its events is neither stored nor known nor skipped */
  async settle(account: number, id: string): Promise<void> {
    const events = this.#held.get(id) ?? [];
    const messages = events.flatMap(({ campaign, recipient }) => {
      const person = this.#owners.get(recipient);
      return person === undefined ? [] : [{ person, campaign }];
    });
    const distinct = [...new Map(messages.map((message) => [messageName(message), message])).values()];
    const chains = await readChains(this.#system.table, account, distinct, { consistent: true });
    const numbers = new Set(chains.flatMap(({ events }) => events.map(({ number }) => number)));
    const facts = new Set(
      chains.flatMap((chain) => chain.events.map((event) => `${messageName(chain)} ${factOf(event)}`)),
    );
    const became = (event: QueuedEvent) => {
      const person = this.#owners.get(event.recipient);
      if (person === undefined) return 'skipped';
      if (numbers.has(event.number)) return 'stored';
      const fact = factOf(event);
      if (fact && facts.has(`${messageName({ person, campaign: event.campaign })} ${fact}`))
        return 'duplicate';
      throw new Error(`a message left the queue, and its event ${event.number} is nowhere`);
    };
    for (const [as, those] of Map.groupBy(events, became)) {
      this.history.push({ op: 'settle', elements: those.map(({ number }) => number), as });
    }
    this.#held.delete(id);
  }

  /** A dead message was put back: its copy, of which `onSent` has told, is held in its place. */
  putBack(id: string): void {
    this.#held.delete(id);
  }

  /**
   * Accepted = stored + duplicate + skipped + queued + in flight + dead, by each event and by the queues' own counts.
   * @throws Error if not
   */
  async balance(): Promise<Balance> {
    const { queue, local } = this.#system;
    const [alive, dead] = await Promise.all([queue.count(), openQueue(local.deadLetterUrl).count()]);
    const messages = alive.waiting + alive.inFlight + dead.waiting + dead.inFlight;
    if (messages !== this.#held.size) throw new Error(`${messages} messages of ${this.#held.size}`);
    const held = new Set([...this.#held.values()].flatMap((events) => events.map(({ number }) => number)));
    const { lost, unexpected, ...counts } = checkTotalQueue(this.history, held);
    if (lost.length + unexpected.length > 0) throw new Error(`lost: ${lost}; unexpected: ${unexpected}`);
    return { ...counts, queued: alive.waiting, inFlight: alive.inFlight, dead: dead.waiting + dead.inFlight };
  }

  /** A list of all that a campaign has was read. */
  read(elements: readonly number[]): void {
    this.history.push({ op: 'read', elements });
  }

  campaignOf(number: number): number | undefined {
    return this.#campaigns.get(number);
  }

  close(): void {
    this.#close();
  }
}
