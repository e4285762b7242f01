import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What a fault does to one call. `lost`: it takes effect, and nobody hears of it. */
export type Fault = 'kill-before' | 'kill-after' | 'fail-before' | 'lost' | 'throttled' | 'conflict';

/**
 * Faults for one handler, in the SDK client's middleware stack: the real calls run, or don't, or run and seem
 * not to have. `choose` says what happens to the call with this number (from 0).
 */
export class Faults {
  calls: string[] = [];
  /** Resolves when the handler is killed. */
  readonly death: Promise<void>;
  private die: () => void = () => {};
  private killed = false;
  private readonly choose: (call: number, operation: string) => Fault | undefined;

  constructor(choose: (call: number, operation: string) => Fault | undefined) {
    this.choose = choose;
    this.death = new Promise((resolve) => {
      this.die = resolve;
    });
  }

  install(client: DynamoDBClient): void {
    client.middlewareStack.add(
      (next, context) => (args) =>
        this.pass(String(context.commandName).replace('Command', ''), () => next(args)),
      { step: 'initialize', name: 'faults' },
    );
  }

  async pass<T>(operation: string, call: () => Promise<T>): Promise<T> {
    if (this.killed) return never();
    const fault = this.choose(this.calls.length, operation);
    this.calls.push(operation);
    switch (fault) {
      case undefined:
        return call();
      case 'kill-before':
        return this.kill();
      case 'kill-after':
        await call();
        return this.kill();
      case 'fail-before':
        throw named('InternalServerError');
      case 'lost':
        await call();
        throw named('TimeoutError');
      case 'throttled':
        throw named('ThrottlingException');
      case 'conflict':
        if (operation !== 'TransactWriteItems') return call();
        throw Object.assign(named('TransactionCanceledException'), {
          CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
        });
      default:
        return fault satisfies never;
    }
  }

  private kill(): Promise<never> {
    this.killed = true;
    this.die();
    return never();
  }
}

const named = (name: string): Error => Object.assign(new Error('injected'), { name });

/** A killed process neither goes on nor throws. */
const never = (): Promise<never> => new Promise(() => {});
