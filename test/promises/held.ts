import { Faults } from '../protocol/faults.ts';

/** Holds one call back until it is let go: its number, or the first of an operation. */
export class Held extends Faults {
  /** Resolves when the call is about to be made. */
  readonly reached: Promise<void>;
  private reach: () => void = () => {};
  private go: () => void = () => {};
  private readonly gone: Promise<void>;
  private readonly which: number | string;
  private isReached = false;

  constructor(which: number | string) {
    super(() => undefined);
    this.which = which;
    this.reached = new Promise((resolve) => {
      this.reach = resolve;
    });
    this.gone = new Promise((resolve) => {
      this.go = resolve;
    });
  }

  override async pass<T>(operation: string, call: () => Promise<T>): Promise<T> {
    const isIt = operation === this.which || this.calls.length === this.which;
    if (isIt && !this.isReached) {
      this.isReached = true;
      this.reach();
      await this.gone;
    }
    return super.pass(operation, call);
  }

  release(): void {
    this.go();
  }
}
