import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SqsQueue } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import type { SqsMessage } from '../../../node_modules/fauxqs/dist/sqs/sqsTypes.js';

/** What a queue of fauxqs calls when its messages change. */
type Persistence = Pick<
  NonNullable<SqsQueue['persistence']>,
  'insertMessage' | 'deleteMessage' | 'updateMessageInflight' | 'updateMessageReady' | 'deleteQueueMessages'
>;

const SCHEMA = `
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA journal_size_limit = 4194304;
  CREATE TABLE IF NOT EXISTS messages (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    queue TEXT NOT NULL,
    sent INTEGER NOT NULL,
    received INTEGER NOT NULL,
    first_received INTEGER,
    message TEXT NOT NULL
  )`;

/**
 * The messages of the local queues in a file, in place of fauxqs' own persistence, which loses a message when
 * its visibility is set to 0 (it writes a NULL where none may be) and one that is on its way to the dead-letter
 * queue when the process is killed (it deletes and inserts in two steps), and syncs the disk for every message.
 *
 * Receive counts are kept, receipts are not: at the start nobody can hold a message, so all are visible.
 * After `kill -9` nothing acknowledged is missing; after a power cut the last moments may be.
 */
export class MessageFile implements Persistence {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #receive: StatementSync;
  readonly #delete: StatementSync;
  readonly #purge: StatementSync;
  #inTransaction = false;

  /** Opens or makes the file and drops what is older than `retentionSeconds`. */
  constructor(path: string, retentionSeconds: number) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(SCHEMA);
    this.#database.prepare('DELETE FROM messages WHERE sent < ?').run(Date.now() - retentionSeconds * 1_000);
    // Gives the room of past backlogs back to the disk; while running, SQLite reuses it.
    this.#database.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)');
    this.#insert = this.#database.prepare(
      'INSERT INTO messages (id, queue, sent, received, first_received, message) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#receive = this.#database.prepare(
      'UPDATE messages SET received = ?, first_received = ? WHERE id = ?',
    );
    this.#delete = this.#database.prepare('DELETE FROM messages WHERE id = ?');
    this.#purge = this.#database.prepare('DELETE FROM messages WHERE queue = ?');
  }

  /** Fills the queues with their messages, in order of arrival, and keeps track of them from now on. */
  restore(queues: readonly SqsQueue[]): void {
    const select = this.#database.prepare(
      'SELECT message, received, first_received FROM messages WHERE queue = ? ORDER BY position',
    );
    for (const queue of queues) {
      for (const row of select.iterate(queue.name)) {
        const message = JSON.parse(String(row.message)) as SqsMessage;
        message.approximateReceiveCount = Number(row.received);
        if (row.first_received !== null)
          message.approximateFirstReceiveTimestamp = Number(row.first_received);
        (message.delayUntil === undefined ? queue.messages : queue.delayedMessages).push(message);
      }
      // fauxqs names a class here, of which its queues need no more than `Persistence`.
      queue.persistence = this as Persistence as NonNullable<SqsQueue['persistence']>;
    }
  }

  insertMessage(queue: string, message: SqsMessage): void {
    this.#write(
      this.#insert,
      message.messageId,
      queue,
      message.sentTimestamp,
      message.approximateReceiveCount,
      message.approximateFirstReceiveTimestamp ?? null,
      JSON.stringify(message),
    );
  }

  deleteMessage(id: string): void {
    this.#write(this.#delete, id);
  }

  updateMessageInflight(
    id: string,
    _receipt: string,
    _deadline: number,
    count: number,
    first?: number,
  ): void {
    this.#write(this.#receive, count, first ?? null, id);
  }

  updateMessageReady(): void {
    // Visibility isn't kept.
  }

  deleteQueueMessages(queue: string): void {
    this.#write(this.#purge, queue);
  }

  close(): void {
    this.#commit();
    this.#database.close();
  }

  /**
   * All writes of one call to the queue are one transaction: fauxqs makes them in one go and answers in a later
   * microtask than the one that commits. A message moves to the dead-letter queue whole, and ten messages cost
   * one write to the disk.
   */
  #write(statement: StatementSync, ...values: (string | number | null)[]): void {
    if (!this.#inTransaction) {
      this.#database.exec('BEGIN');
      this.#inTransaction = true;
      queueMicrotask(() => this.#commit());
    }
    statement.run(...values);
  }

  #commit(): void {
    if (!this.#inTransaction) return;
    this.#inTransaction = false;
    this.#database.exec('COMMIT');
  }
}
