import { hourOf, type Message, messageName, type StoredEvent } from '../domain/event.ts';
import { CLOCK_DIFFERENCE_MS, COMMIT_RECORD_TRUSTED_MS } from '../limits.ts';
import { type Pauses, pause } from '../retry.ts';
import { type CommitRecord, putAborted, readRecords } from '../store/commits.ts';
import { readSegments } from '../store/segments.ts';
import type { Table } from '../store/table.ts';
import type { Settlement } from './link.ts';
import { tagShard, tagTime } from './tag.ts';

/** A stored event under another tag, and its message. */
export interface Unsettled {
  message: Message;
  event: StoredEvent;
}

export interface SettlementSettings {
  table: Table;
  account: number;
  now: () => number;
  /** Longest that an attempt can run: the function's timeout. */
  timeoutMs: number;
  /** How long a young tag's owner is waited for. */
  patienceMs: number;
}

/** A record is looked for every 100 ms or so. */
const BETWEEN_LOOKS: Pauses = { firstMs: 200, mostMs: 200 };

/**
 * Rules 7 to 10: finds out whether stored events under other tags are counted. What it has found is final and
 * is kept for the attempt; only `busy` is not, and lasts no longer than the attempt.
 */
export class Settlements {
  private readonly records = new Map<string, CommitRecord>();
  private readonly busy = new Set<string>();
  /** Decisions by the journal, for tags too old for a record (rule 7). */
  private readonly journal = new Map<string, boolean>();
  /** Aborts under way and done: slices of one batch may find the same tag at the same time. */
  private readonly aborts = new Map<string, Promise<CommitRecord>>();
  private readonly settings: SettlementSettings;

  constructor(settings: SettlementSettings) {
    this.settings = settings;
  }

  /** When the tags that were left alone will be old enough to be settled, ms; 0 if none was. */
  get busyUntil(): number {
    const started = Math.max(0, ...[...this.busy].map(tagTime));
    return started && started + this.lifetimeMs;
  }

  /** What is known by now. */
  of(message: Message, event: StoredEvent): Settlement | undefined {
    const { tag } = event;
    if (this.isOld(tag)) {
      const counted = this.journal.get(journalName(message, event));
      return counted === undefined ? undefined : counted ? 'counted' : 'not-counted';
    }
    const record = this.records.get(tag);
    if (!record) return this.busy.has(tag) ? 'busy' : undefined;
    // Rule 8: what a commit excepted it did not count.
    const counted = record.state === 'committed' && !record.except.has(messageName(message));
    return counted ? 'counted' : 'not-counted';
  }

  /** Looks without waiting and without aborting anything: afterwards `of` knows what is known for good. */
  async look(events: readonly Unsettled[]): Promise<void> {
    const unknown = events.filter(({ message, event }) => this.of(message, event) === undefined);
    const old = unknown.filter(({ event }) => this.isOld(event.tag));
    if (old.length > 0) await this.settleByJournal(old);
    const tags = new Set(unknown.map(({ event }) => event.tag).filter((tag) => !this.isOld(tag)));
    if (tags.size > 0) await this.readRecords([...tags]);
  }

  /** Afterwards `of` has an answer for each of these. */
  async settle(unsettled: readonly Unsettled[]): Promise<void> {
    const old = unsettled.filter(({ event }) => this.isOld(event.tag));
    if (old.length > 0) await this.settleByJournal(old);
    let open = new Set(unsettled.map(({ event }) => event.tag).filter((tag) => !this.isOld(tag)));
    const patience = this.settings.now() + this.settings.patienceMs;
    while (open.size > 0) {
      open = await this.settleByRecord([...open]);
      if (open.size === 0) return;
      // Rule 9: its owner is probably alive. It is waited for, then its events are left alone.
      if (this.settings.now() >= patience || !(await pause(1, BETWEEN_LOOKS))) {
        for (const tag of open) this.busy.add(tag);
        return;
      }
    }
  }

  /** Rule 7: records are gone by then, and a redrive gives messages new lives, so the journal decides. */
  private async settleByJournal(old: readonly Unsettled[]): Promise<void> {
    const { table, account } = this.settings;
    const names = old.map(({ message: { campaign }, event: { created, tag } }) => ({
      campaign,
      shard: tagShard(tag),
      hour: hourOf(created),
      tag,
    }));
    const segments = await readSegments(table, account, names);
    old.forEach(({ message, event }, position) => {
      const counted = segments[position]?.some(({ number }) => number === event.number) ?? false;
      this.journal.set(journalName(message, event), counted);
    });
  }

  /** Rules 8 and 10. @returns the young tags that have no record yet */
  private async settleByRecord(tags: readonly string[]): Promise<Set<string>> {
    await this.readRecords(tags);
    const young = new Set<string>();
    for (const tag of tags.filter((name) => !this.records.has(name))) {
      if (this.isYoung(tag)) young.add(tag);
      // Rule 10: never taken over without making sure that it will never commit.
      else this.records.set(tag, await this.abort(tag));
    }
    return young;
  }

  private abort(tag: string): Promise<CommitRecord> {
    const { table, account, now } = this.settings;
    const aborting = this.aborts.get(tag) ?? putAborted(table, account, tag, now());
    this.aborts.set(tag, aborting);
    return aborting;
  }

  private async readRecords(tags: readonly string[]): Promise<void> {
    const { table, account } = this.settings;
    for (const [tag, record] of await readRecords(table, account, tags)) this.records.set(tag, record);
  }

  private isOld(tag: string): boolean {
    return this.settings.now() - tagTime(tag) > COMMIT_RECORD_TRUSTED_MS;
  }

  private isYoung(tag: string): boolean {
    return this.settings.now() - tagTime(tag) < this.lifetimeMs;
  }

  /** The G of rules 9 and 10: after it no attempt is alive. */
  private get lifetimeMs(): number {
    return this.settings.timeoutMs + CLOCK_DIFFERENCE_MS;
  }
}

const journalName = (message: Message, { tag, number }: StoredEvent): string =>
  `${messageName(message)}.${number}.${tag}`;
