import { rounded } from './rounded.ts';
import { row } from './row.ts';
import { type Embedded, measureEmbedded } from './speed/embedded.ts';
import { measurePaces, type Pace, type Paces } from './speed/paces.ts';

/** How fast it is: beside the bare minimum in the same run, and by itself on one machine. */
export interface Speed extends Paces {
  embedded: Embedded[];
}

/** How much is measured. */
export interface SpeedWork {
  events: number;
  rounds: number;
  embedded: { events: number; perRequest: readonly number[] };
}

export const fullSpeed: SpeedWork = {
  events: 20_000,
  rounds: 3,
  embedded: { events: 100_000, perRequest: [1_000, 100, 1] },
};
export const smallSpeed: SpeedWork = {
  events: 2_000,
  rounds: 1,
  embedded: { events: 1_000, perRequest: [1_000, 100, 1] },
};

/** The least part of the bare rate, and the most times the bare CPU. */
export const speedTargets = { rateToBare: 0.5, cpuToBare: 2 } as const;

/** @param endpoint of a DynamoDB Local */
export async function measureSpeed(endpoint: string, work: SpeedWork): Promise<Speed> {
  const paces = await measurePaces(endpoint, work);
  return { ...paces, embedded: await measureEmbedded(work.embedded.events, work.embedded.perRequest) };
}

const rateToBare = ({ whole, bare }: Paces): number =>
  whole.eventsPerSecond / bare.statements.eventsPerSecond;
const cpuToBare = ({ whole, bare }: Paces): number => whole.cpuPerEvent / bare.statements.cpuPerEvent;

/** What is kept: ratios, which are much the same on any machine, and what they are made of. */
export const keptSpeed = (speed: Speed) => ({
  rateToBare: rounded(rateToBare(speed), 3),
  cpuToBare: rounded(cpuToBare(speed), 3),
  cpuMicrosPerEvent: rounded(speed.whole.cpuPerEvent, 1),
  embedded: speed.embedded.map(({ events, perRequest, eventsPerSecond, cpuPerEvent }) => ({
    events,
    perRequest,
    eventsPerSecond: rounded(eventsPerSecond, 0),
    cpuMicrosPerEvent: rounded(cpuPerEvent, 0),
  })),
});

export function printSpeed(speed: Speed): void {
  const { whole, bare, embedded } = speed;
  console.log('\nspeed on DynamoDB Local, the table and the queue in processes of their own');
  console.log(line('', 'events / s', 'CPU µs / event'));
  print('from HTTP body to committed batch', whole);
  print('bare: statements, 25 a call', bare.statements);
  print('bare: puts, with a condition', bare.puts);
  print('bare: puts, 25 a call, without any', bare.batchWrites);
  console.log(line('to bare statements', rateToBare(speed).toFixed(2), cpuToBare(speed).toFixed(2)));
  console.log(line('target', `>= ${speedTargets.rateToBare}`, `<= ${speedTargets.cpuToBare}`));
  console.log('\nspeed of everything on this machine, to the last receipt');
  console.log(line('', 'events / s', 'CPU µs / event'));
  for (const one of embedded) {
    print(`${one.events.toLocaleString('en')} in requests of ${one.perRequest.toLocaleString('en')}`, one);
  }
}

const print = (name: string, { eventsPerSecond, cpuPerEvent }: Pace): void =>
  console.log(line(name, eventsPerSecond.toFixed(0), cpuPerEvent.toFixed(0)));

const line = row({ name: 40, figure: 16 });
