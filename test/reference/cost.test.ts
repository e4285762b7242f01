import { describe, expect, inject, it } from 'vitest';
import type { Part } from '../bench/ledger.ts';
import { type Measured, measure, small } from '../bench/measure.ts';
import { readingTargets, type Target, targets, workloadNames } from '../bench/targets.ts';
import { type Reading, reading } from '../bench/workloads/reading.ts';

const endpoint = inject('dynamoDb');
const TIMEOUT_MS = 300_000;

/** What is counted; the functions' time is only measured, and hangs on the machine. */
const countedOf = ({ events, ledger, writeUnitsPerEvent, dollarsPerMillion, dollarsOfTime }: Measured) => ({
  writeUnitsPerEvent,
  ingestWriteUnitsPerEvent:
    ledger
      .used()
      .filter((part: Part) => part.startsWith('ingest'))
      .reduce((sum, part) => sum + ledger.of(part).writeUnits, 0) / events,
  dollarsPerMillion: dollarsPerMillion - dollarsOfTime,
});

let read: Reading | undefined;

describe('an event costs at most its target', () => {
  it.each(workloadNames)(
    '%s',
    async (name) => {
      const counted = countedOf(
        await measure(endpoint, name, small, async (installation, events) => {
          if (name === 'blast') read = await reading(installation, events);
        }),
      );
      for (const [figure, most] of Object.entries(targets[name]) as [keyof Target, number][]) {
        expect.soft(counted[figure], figure).toBeLessThanOrEqual(most);
        expect.soft(counted[figure], figure).toBeGreaterThan(0);
      }
    },
    TIMEOUT_MS,
  );
});

it('a page of 1,000 events and a campaign’s figures cost at most their targets', () => {
  expect(read?.page.readUnits).toBeLessThanOrEqual(readingTargets.page);
  expect(read?.campaignFigures.readUnits).toBeLessThanOrEqual(readingTargets.campaignFigures);
});
