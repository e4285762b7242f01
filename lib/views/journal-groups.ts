import { type Chain, type Message, messageName, type StoredEvent } from '../domain/event.ts';
import { readChains } from '../store/whole-chains.ts';
import { Counted } from './counted.ts';
import type { JournalQuery, Listed, Placed } from './journal-page.ts';

/** A group of events that the list shows as one, in the order in which any of them may stand for it. */
interface Group {
  chain: Chain;
  events: readonly StoredEvent[];
}

/**
 * The groups that a page has come upon: each chain is read once, and each group made once, however many rows of
 * it there are. A robot's ten thousand opens are one row of the list, and ten thousand of the journal.
 */
export class JournalGroups {
  private readonly chains = new Map<string, Chain>();
  private readonly groups = new Map<string, Group>();
  private readonly counted: Counted;
  private readonly query: JournalQuery;

  constructor(query: JournalQuery) {
    this.query = query;
    this.counted = new Counted(query.table, query.account);
  }

  /** @returns what the list shows for each row; nothing if its group stands elsewhere */
  async show(window: readonly Placed[]): Promise<Map<Placed, Listed>> {
    const candidates = window.filter(({ row, campaign }) => this.query.wanted(row, campaign));
    await this.readChains(candidates.map(messageOf));
    const shown = new Map<Placed, Listed>();
    let open = candidates.map((placed) => ({ placed, group: this.groupOf(placed) }));
    // From the group's first event on: it stands for the group if it is counted. A row is counted as it is in
    // the journal; of the others few are not, so that this ends at once but for what is in work.
    for (let first = 0; open.length > 0; first++) {
      const others = open.filter(({ placed, group }) => {
        const event = group.events[first];
        if (event?.number !== placed.row.number) return event !== undefined;
        shown.set(placed, { chain: group.chain, row: placed.row });
        return false;
      });
      await this.counted.look(others.flatMap(({ group }) => group.events[first] ?? []));
      open = others.filter(({ group: { chain, events } }) => {
        const event = events[first];
        return event !== undefined && !this.counted.has(chain, event);
      });
    }
    return shown;
  }

  private async readChains(messages: readonly Message[]): Promise<void> {
    const unread = new Map(messages.map((message) => [messageName(message), message]));
    for (const name of this.chains.keys()) unread.delete(name);
    const { table, account } = this.query;
    const chains = await readChains(table, account, [...unread.values()], { consistent: true });
    for (const chain of chains) this.chains.set(messageName(chain), chain);
  }

  private groupOf(placed: Placed): Group {
    const message = messageOf(placed);
    const name = `${messageName(message)} ${placed.row.word}`;
    let group = this.groups.get(name);
    if (!group) {
      const chain = this.chains.get(messageName(message)) ?? { ...message, events: [] };
      const events = this.query.groupOf(chain, placed.row.word);
      group = { chain, events: this.query.pick === 'first' ? events : events.toReversed() };
      this.groups.set(name, group);
    }
    return group;
  }
}

const messageOf = ({ row, campaign }: Placed): Message => ({ person: row.person, campaign });
