import { COUNTED, type Message, messageName, type StoredEvent } from '../domain/event.ts';
import { COMMIT_RECORD_TRUSTED_MS } from '../limits.ts';
import { tagTime } from '../protocol/tag.ts';
import { type CommitRecord, readRecords } from '../store/commits.ts';
import type { Table } from '../store/table.ts';

/**
 * Whether events that stand in chains are counted, for whoever only reads. An event may stand there uncounted
 * for as long as its batch is in work, or for good if its queue message died.
 */
export class Counted {
  private readonly records = new Map<string, CommitRecord | undefined>();
  private readonly table: Table;
  private readonly account: number;

  constructor(table: Table, account: number) {
    this.table = table;
    this.account = account;
  }

  /** Makes `has` know these. */
  async look(events: readonly StoredEvent[]): Promise<void> {
    const unknown = events.filter(({ tag }) => !isSettled(tag) && !this.records.has(tag));
    const tags = [...new Set(unknown.map(({ tag }) => tag))];
    const records = await readRecords(this.table, this.account, tags, { consistent: 'if-absent' });
    for (const tag of tags) this.records.set(tag, records.get(tag));
  }

  has(message: Message, { tag }: StoredEvent): boolean {
    if (isSettled(tag)) return true;
    const record = this.records.get(tag);
    return record?.state === 'committed' && !record.except.has(messageName(message));
  }
}

/**
 * In a page, or so old that the commit record is gone: what has stood so long uncounted is rarer than the look
 * at the journal is worth to a reader.
 */
const isSettled = (tag: string): boolean =>
  tag === COUNTED || Date.now() - tagTime(tag) > COMMIT_RECORD_TRUSTED_MS;
