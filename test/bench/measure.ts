import { type Installation, install } from './installation.ts';
import { dollarsOf, type Ledger } from './ledger.ts';
import type { WorkloadName } from './targets.ts';
import { blast } from './workloads/blast.ts';
import { life } from './workloads/life.ts';
import type { LifeShape } from './workloads/life-events.ts';
import { trickle } from './workloads/trickle.ts';

/** How much of each workload is run. */
export interface Sizes {
  recipients: number;
  life: LifeShape;
  trickle: number;
}

/** 20,000 messages, 50 a second. */
const stream: LifeShape = { messages: 20_000, rate: 50, seed: 20_261_122 };

/** As the figures are promised. */
export const full: Sizes = { recipients: 100_000, life: stream, trickle: 10_000 };
/** For every change: a minute or two. Of the life half a minute is run whose density is that of the whole. */
export const small: Sizes = {
  recipients: 3_000,
  life: { ...stream, part: { from: 370_000, until: 400_000 } },
  trickle: 400,
};

/** What a workload cost. */
export interface Measured {
  events: number;
  ledger: Ledger;
  writeUnitsPerEvent: number;
  readUnitsPerEvent: number;
  /** Of a million events. */
  dollarsPerMillion: number;
  /** The part of it that hangs on how fast this machine is: the functions' time. */
  dollarsOfTime: number;
}

const runs: Readonly<Record<WorkloadName, (to: Installation, sizes: Sizes) => Promise<number>>> = {
  blast: (to, { recipients }) => blast(to, { recipients, respondAsync: false }),
  blastAsync: (to, { recipients }) => blast(to, { recipients, respondAsync: true }),
  life: (to, sizes) => life(to, sizes.life),
  lifeFour: (to, sizes) => life(to, { ...sizes.life, processors: 4 }),
  trickle: (to, sizes) => trickle(to, { events: sizes.trickle, perInvocation: 100 }),
  trickleAlone: (to, sizes) => trickle(to, { events: sizes.trickle, perInvocation: 1 }),
};

/**
 * Runs a workload on an empty installation.
 * @param endpoint of a DynamoDB Local
 * @param then looks at what the workload left
 */
export async function measure(
  endpoint: string,
  name: WorkloadName,
  sizes: Sizes,
  then: (installation: Installation, events: number) => Promise<void> = async () => {},
): Promise<Measured> {
  const installation = await install(endpoint);
  try {
    const events = await runs[name](installation, sizes);
    const measured = measuredOf(events, installation.ledger);
    await then(installation, events);
    return measured;
  } finally {
    await installation.close();
  }
}

function measuredOf(events: number, all: Ledger): Measured {
  const ledger = all.copy();
  const total = ledger.total();
  return {
    events,
    ledger,
    writeUnitsPerEvent: total.writeUnits / events,
    readUnitsPerEvent: total.readUnits / events,
    dollarsPerMillion: (dollarsOf(total) / events) * 1e6,
    dollarsOfTime: ((dollarsOf(total) - dollarsOf({ ...total, gigabyteSeconds: 0 })) / events) * 1e6,
  };
}
