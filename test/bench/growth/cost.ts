import type { Installation } from '../installation.ts';

/** What some work cost, and how long it took. */
export interface Cost {
  writeUnits: number;
  readUnits: number;
  seconds: number;
}

/** Runs work, and looks at what was asked of AWS meanwhile; nothing else may be counted at that time. */
export async function costOf({ ledger }: Installation, run: () => Promise<void>): Promise<Cost> {
  const before = ledger.total();
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1_000;
  const { writeUnits, readUnits } = ledger.total();
  return { writeUnits: writeUnits - before.writeUnits, readUnits: readUnits - before.readUnits, seconds };
}
