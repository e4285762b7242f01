/**
 * Write units by the partition that takes them, of the table and of each index: however many there are in all, one
 * partition takes 1,000 a second.
 */
export class WriteKeys {
  readonly #units = new Map<string, number>();

  add(partition: string, units: number): void {
    this.#units.set(partition, (this.#units.get(partition) ?? 0) + units);
  }

  /** Forgets what it has counted. */
  clear(): void {
    this.#units.clear();
  }

  entries(): Iterable<[partition: string, units: number]> {
    return this.#units;
  }
}
