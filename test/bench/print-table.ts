import { dollarsOf } from './ledger.ts';
import type { Measured } from './measure.ts';
import { row } from './row.ts';
import { readingTargets, targets, type WorkloadName } from './targets.ts';
import type { Reading } from './workloads/reading.ts';

/** What a workload costs an event, part by part, and in all beside its target. Dollars are of a million events. */
export function printWorkload(name: WorkloadName, measured: Measured): void {
  const { events, ledger, writeUnitsPerEvent, readUnitsPerEvent, dollarsPerMillion, dollarsOfTime } =
    measured;
  console.log(`\n${name}: ${events.toLocaleString('en')} events`);
  console.log(line('', 'write units', 'read units', 'requests', '$ / million'));
  for (const part of ledger.used()) {
    const spent = ledger.of(part);
    const requests = spent.queueRequests + spent.httpRequests + spent.invocations;
    const per = [spent.writeUnits, spent.readUnits, requests].map((value) => figure(value / events, 4));
    console.log(line(part, ...per, figure((dollarsOf(spent) / events) * 1e6, 3)));
  }
  console.log(
    line(
      'in all',
      figure(writeUnitsPerEvent, 4),
      figure(readUnitsPerEvent, 4),
      '',
      figure(dollarsPerMillion, 3),
    ),
  );
  const target = targets[name];
  console.log(line('target', `${target.writeUnitsPerEvent}`, '', '', `${target.dollarsPerMillion ?? ''}`));
  console.log(`  $ ${dollarsOfTime.toFixed(3)} of it for the functions' time, as measured on this machine`);
}

/** What readers cost, in read units. */
export function printReading({ page, campaignFigures, recipientHistory, changedSince }: Reading): void {
  console.log('\nreading, in read units');
  const pages = `a page of 1,000 events, the dearest of ${page.pages}`;
  console.log(inUnits(pages, `${page.readUnits}`, `target ${readingTargets.page}`));
  const figures = "a campaign's figures";
  console.log(inUnits(figures, `${campaignFigures.readUnits}`, `target ${readingTargets.campaignFigures}`));
  const { messages, events } = recipientHistory;
  console.log(inUnits(`a recipient's ${messages} messages`, `${recipientHistory.readUnits}`));
  console.log(inUnits(`  as ${events} events`, `${recipientHistory.asEvents}`));
  console.log(inUnits(`the ${changedSince.campaigns} campaigns changed since`, `${changedSince.readUnits}`));
}

const inUnits = row({ name: 44, figure: 13 });

const line = row({ name: 30, figure: 13 });

const figure = (value: number, digits: number): string => (value === 0 ? '-' : value.toFixed(digits));
