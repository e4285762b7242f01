import { prices } from './prices.ts';
import { WriteKeys } from './write-keys.ts';

/** What was asked of AWS for one purpose. */
export interface Spent {
  /** Of the table, and of its indexes. */
  writeUnits: number;
  readUnits: number;
  /** Requests to the queue, by their 64 KB pieces, and to the HTTP API, by their 512 KB pieces. */
  queueRequests: number;
  httpRequests: number;
  invocations: number;
  /** Memory of the functions times how long they took: the one figure here that is measured, not counted. */
  gigabyteSeconds: number;
  calls: number;
}

/** In the order in which they are printed. */
export const parts = [
  'http and functions',
  'ingest: key, rate, numbers',
  'ingest: campaigns, settings',
  'ingest: recipients',
  'ingest: receipt, idempotency',
  'send',
  'receive and delete',
  'resolve',
  'load',
  'save',
  'save: lost races',
  'pages of long chains',
  'suppressions',
  'commit',
  'indexes',
  'receipts',
  'views',
] as const;
export type Part = (typeof parts)[number];

const nothing = (): Spent => ({
  ...{ writeUnits: 0, readUnits: 0, queueRequests: 0, httpRequests: 0 },
  ...{ invocations: 0, gigabyteSeconds: 0, calls: 0 },
});

/** Sums up what is spent, by part. */
export class Ledger {
  readonly #spent = new Map<Part, Spent>();
  /** Which partitions took the write units. Not part of a copy. */
  readonly keys = new WriteKeys();

  /** Adds write units, and to the partition that takes them. */
  addWrite(part: Part, partition: string, units: number): void {
    this.add(part, { writeUnits: units });
    this.keys.add(partition, units);
  }

  add(part: Part, spent: Partial<Spent>): void {
    const sum = this.#spent.get(part) ?? nothing();
    this.#spent.set(part, plus(sum, { ...nothing(), ...spent }));
  }

  of(part: Part): Spent {
    return this.#spent.get(part) ?? nothing();
  }

  total(): Spent {
    return parts.reduce((sum, part) => plus(sum, this.of(part)), nothing());
  }

  copy(): Ledger {
    const copy = new Ledger();
    for (const [part, spent] of this.#spent) copy.add(part, spent);
    return copy;
  }

  /** Those of which anything was asked. */
  used(): Part[] {
    return parts.filter((part) => this.#spent.has(part));
  }
}

function plus(one: Spent, other: Spent): Spent {
  const names = Object.keys(one) as (keyof Spent)[];
  return Object.fromEntries(names.map((name) => [name, one[name] + other[name]])) as unknown as Spent;
}

/** In dollars, by the list prices. */
export const dollarsOf = (spent: Spent): number =>
  spent.writeUnits * prices.writeUnit +
  spent.readUnits * prices.readUnit +
  spent.queueRequests * prices.queueRequest +
  spent.httpRequests * prices.httpRequest +
  spent.invocations * prices.invocation +
  spent.gigabyteSeconds * prices.gigabyteSecond;
