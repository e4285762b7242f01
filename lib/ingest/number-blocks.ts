import { takeNumbers } from '../store/counters.ts';
import type { Table } from '../store/table.ts';

/** Numbers a warm function takes at once, so that requests of one event don't pay a write each. */
const BLOCK = 1_000;
/** Accounts whose blocks a warm function keeps; what a forgotten block had left is never used. */
const ACCOUNTS_MAX = 1_000;

/** Event numbers, in blocks out of each account's counter. They are unique; they have gaps. */
export class NumberBlocks {
  private readonly table: Table;
  private readonly blocks = new Map<number, { next: number; end: number }>();

  constructor(table: Table) {
    this.table = table;
  }

  /** @returns the first of `count` numbers in a row */
  async take(account: number, count: number): Promise<number> {
    const block = this.blocks.get(account);
    if (block && block.next + count <= block.end) {
      const first = block.next;
      block.next += count;
      return first;
    }
    if (count >= BLOCK) return takeNumbers(this.table, account, 'event', count);
    const first = await takeNumbers(this.table, account, 'event', BLOCK);
    if (this.blocks.size >= ACCOUNTS_MAX) this.blocks.clear();
    this.blocks.set(account, { next: first + count, end: first + BLOCK });
    return first;
  }
}
