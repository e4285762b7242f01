import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** What CloudWatch keeps the figures under, beside the namespace. */
export const METRICS_SERVICE = 'chainmail';

/** What a batch came to, in events, and how long each of its chunks took from ingest to commit. */
export interface BatchFigures {
  received: number;
  stored: number;
  duplicate: number;
  skipped: number;
  lostRaces: number;
  agesMs: readonly number[];
}

/**
 * Embedded metrics: lines of the log that CloudWatch makes figures of, without a call. Only where
 * `POWERTOOLS_METRICS_NAMESPACE` says under which name, as the stack does; elsewhere nobody would read them.
 */
const metrics = process.env.POWERTOOLS_METRICS_NAMESPACE
  ? new Metrics({ serviceName: METRICS_SERVICE })
  : undefined;

/** Counts a batch. Nothing is written until `publishMetrics`. */
export function countBatch({ received, stored, duplicate, skipped, lostRaces, agesMs }: BatchFigures): void {
  if (!metrics) return;
  metrics.addMetric('eventsReceived', MetricUnit.Count, received);
  metrics.addMetric('eventsStored', MetricUnit.Count, stored);
  metrics.addMetric('eventsDuplicate', MetricUnit.Count, duplicate);
  metrics.addMetric('eventsSkipped', MetricUnit.Count, skipped);
  metrics.addMetric('lostRaces', MetricUnit.Count, lostRaces);
  for (const ageMs of agesMs) metrics.addMetric('age', MetricUnit.Milliseconds, ageMs);
}

/** Writes what was counted since the last time, as one line. */
export function publishMetrics(): void {
  if (metrics?.hasStoredMetrics()) metrics.publishStoredMetrics();
}
