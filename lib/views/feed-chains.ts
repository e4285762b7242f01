import { type Chain, distinctMessages, messageName } from '../domain/event.ts';
import { type EventType, typesOf } from '../domain/event-types.ts';
import type { CanonicalEvent } from '../domain/history.ts';
import type { Table } from '../store/table.ts';
import { readChains } from '../store/whole-chains.ts';
import type { FeedRow } from './feed-place.ts';
import { tellChains } from './tell-chains.ts';

/**
 * The chains that a page has come upon, each read once and told once however many rows of it there are.
 *
 * They are read eventually consistent, at half the price: only one that does not have an event yet which the
 * journal has is read again. What came in within a second may be missing from a reference, never from a list.
 */
export class FeedChains {
  readonly #table: Table;
  readonly #account: number;
  /** Chains that were read before, and nobody has asked for yet. */
  readonly #given: Map<string, Chain>;
  /** Of each chain its events, by number and type. */
  readonly #told = new Map<string, Map<string, CanonicalEvent>>();

  constructor(table: Table, account: number, given: readonly Chain[] = []) {
    [this.#table, this.#account] = [table, account];
    this.#given = new Map(given.map((chain) => [messageName(chain), chain]));
  }

  /** How many chains were read. */
  get size(): number {
    return this.#told.size;
  }

  /** Makes `eventOf` know these. */
  async read(rows: readonly FeedRow[]): Promise<void> {
    await this.#tell(this.#takeGiven(rows));
    for (const options of [{ consistent: false }, { consistent: true }]) {
      const missing = rows.filter((row) => typesOf(row.word).every((type) => !this.eventOf(row, type)));
      await this.#tell(await readChains(this.#table, this.#account, distinctMessages(missing), options));
    }
  }

  /** What a row says of a type, with its references; nothing if its chain is there no more. */
  eventOf(row: FeedRow, type: EventType): CanonicalEvent | undefined {
    return this.#told.get(messageName(row))?.get(nameOf(row.number, type));
  }

  #takeGiven(rows: readonly FeedRow[]): Chain[] {
    return distinctMessages(rows).flatMap((message) => {
      const chain = this.#given.get(messageName(message));
      this.#given.delete(messageName(message));
      return chain ?? [];
    });
  }

  async #tell(chains: readonly Chain[]): Promise<void> {
    const told = await tellChains(this.#table, this.#account, chains, { consistent: false });
    for (const { chain, events: history } of told) {
      const events = history.map((event) => [nameOf(event.number, event.type), event] as const);
      this.#told.set(messageName(chain), new Map(events));
    }
  }
}

const nameOf = (number: number, type: EventType): string => `${number}.${type}`;
