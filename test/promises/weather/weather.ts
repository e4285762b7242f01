import { withInvocation } from '../../../lib/invocation.ts';
import { Random } from '../../blast/random.ts';
import { type Call, callsOf, type Input, keysOf } from './calls.ts';
import { awsError, partials, refusalOf } from './faults.ts';
import { type Output, onTheWire, type Send, type Wire } from './on-the-wire.ts';
import { VirtualTime } from './virtual-time.ts';

/** What one invocation did. */
interface Record {
  sends: Map<Call, number>;
  pauses: { from: number; ms: number }[];
  /** Times at which something was sent. */
  sent: number[];
  deadline: number;
  limitMs: number;
}

/** How long a request is under way, ms. */
const LATENCY_MS = { least: 2, spread: 12 };

/**
 * Bad weather, from a seed: so many of the requests that go out get a throttle, a conflict, a 5xx, no answer, or a
 * 200 that leaves something out. It stands behind the SDK's own retries, where everything that is sent comes by.
 */
export class Weather {
  readonly time = new VirtualTime();
  /** Of all invocations so far. */
  readonly records: Record[] = [];
  /** How many requests went out, and how many of them it befell. */
  readonly counts = { sent: 0, befallen: 0 };
  readonly #faults: Random;
  readonly #jitter: Random;
  readonly #rate: number;
  readonly #contended: boolean;
  readonly #held = new Set<string>();

  /** @param contended a transaction on an item that another one holds at that moment is cancelled, as in AWS */
  constructor({ seed, rate, contended = false }: { seed: number; rate: number; contended?: boolean }) {
    this.#faults = new Random(seed);
    this.#jitter = new Random(seed + 1);
    this.#rate = rate;
    this.#contended = contended;
  }

  /** One invocation of a function, which ends after `limitMs` at the latest. */
  async invoke<T>(limitMs: number, run: () => Promise<T>): Promise<T> {
    const { now, sleep } = this.time;
    const deadline = now() + limitMs;
    const record: Record = { sends: new Map(), pauses: [], sent: [], deadline, limitMs };
    this.records.push(record);
    const terms = {
      now,
      deadline,
      random: () => this.#jitter.next(),
      sleep: (ms: number) => {
        record.pauses.push({ from: now(), ms });
        return sleep(ms);
      },
    };
    const wire: Wire = {
      split: (operation, input, send) => this.#split(operation, input, send, record),
      pass: (operation, input, send) => this.#pass(operation, input, send, record),
    };
    return onTheWire(wire, () => withInvocation(terms, run));
  }

  /** Before the SDK has made a request of it: some of it may be left out. */
  async #split(operation: string, input: Input, send: Send, record: Record): Promise<Output> {
    const fail = partials[operation];
    if (!fail || !this.#faults.chance(this.#rate / 2)) return send(input);
    this.counts.befallen++;
    let sent = false;
    const output = await fail(
      input,
      (some) => {
        sent = true;
        return send(some);
      },
      this.#faults,
    );
    if (!sent) this.#note(operation, input, record);
    return output;
  }

  /** Behind the SDK's own retries, as it goes out: it may be refused, or carried out and its answer lost. */
  async #pass<T>(operation: string, input: Input, send: () => Promise<T>, record: Record): Promise<T> {
    this.#note(operation, input, record);
    const rate = partials[operation] ? this.#rate / 2 : this.#rate;
    return this.#holding(operation, input, async () => {
      await this.time.sleep(LATENCY_MS.least + this.#faults.below(LATENCY_MS.spread));
      if (!this.#faults.chance(rate)) return this.time.during(send);
      this.counts.befallen++;
      const { error, takesEffect } = refusalOf(operation, input, this.#faults);
      if (takesEffect) await this.time.during(send);
      throw error;
    });
  }

  #note(operation: string, input: Input, { sent, sends }: Record): void {
    this.counts.sent++;
    sent.push(this.time.now());
    for (const call of callsOf(operation, input)) sends.set(call, (sends.get(call) ?? 0) + 1);
  }

  async #holding<T>(operation: string, input: Input, run: () => Promise<T>): Promise<T> {
    const keys = this.#contended && operation === 'TransactWriteItems' ? keysOf(input) : [];
    if (keys.some((key) => this.#held.has(key))) {
      throw awsError('TransactionCanceledException', 400, {
        CancellationReasons: keys.map((key) => ({
          Code: this.#held.has(key) ? 'TransactionConflict' : 'None',
        })),
      });
    }
    for (const key of keys) this.#held.add(key);
    try {
      return await run();
    } finally {
      for (const key of keys) this.#held.delete(key);
    }
  }
}
