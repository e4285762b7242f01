import { afterEach, describe, expect, it, vi } from 'vitest';

const figures = { received: 4, stored: 2, duplicate: 1, skipped: 1, lostRaces: 0, agesMs: [120, 340] };

let loaded = 0;

/** The lines that counting two batches writes. */
async function linesOf(namespace: string | undefined): Promise<string[]> {
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', namespace);
  vi.stubEnv('POWERTOOLS_DEV', undefined);
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  // It reads its namespace when it is loaded. Not `resetModules`, which would reset those of other files too.
  const { countBatch, publishMetrics }: typeof import('../lib/metrics.ts') = await import(
    new URL(`../lib/metrics.ts?loaded=${++loaded}`, import.meta.url).href
  );
  countBatch(figures);
  countBatch({ ...figures, agesMs: [] });
  publishMetrics();
  publishMetrics();
  vi.restoreAllMocks();
  return written;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the figures of an invocation', () => {
  it('are one line that CloudWatch makes metrics of', async () => {
    const lines = await linesOf('Chainmail');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'Chainmail', Dimensions: [['service']] }] },
      service: 'chainmail',
      eventsReceived: [4, 4],
      eventsStored: [2, 2],
      eventsDuplicate: [1, 1],
      eventsSkipped: [1, 1],
      lostRaces: [0, 0],
      age: [120, 340],
    });
  });

  it('are not written where no namespace is set, as by npm start', async () => {
    expect(await linesOf(undefined)).toEqual([]);
  });
});
