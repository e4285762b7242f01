/** The workloads that write events. */
export const workloadNames = ['blast', 'blastAsync', 'life', 'lifeFour', 'trickle', 'trickleAlone'] as const;
export type WorkloadName = (typeof workloadNames)[number];

/** What an event may cost, everything in it: ingest, save, commit, indexes. */
export interface Target {
  writeUnitsPerEvent: number;
  /** Of which what ingest writes. */
  ingestWriteUnitsPerEvent?: number;
  dollarsPerMillion?: number;
}

export const targets: Readonly<Record<WorkloadName, Target>> = {
  blast: { writeUnitsPerEvent: 1.03, dollarsPerMillion: 0.87 },
  blastAsync: { writeUnitsPerEvent: 1.03, dollarsPerMillion: 0.8 },
  life: { writeUnitsPerEvent: 0.7 },
  lifeFour: { writeUnitsPerEvent: 0.8 },
  trickle: { writeUnitsPerEvent: 2.5, ingestWriteUnitsPerEvent: 0.1 },
  trickleAlone: { writeUnitsPerEvent: 11.5, ingestWriteUnitsPerEvent: 0.1 },
};

/** What reading may cost, in read units. */
export const readingTargets = { page: 600, campaignFigures: 20 } as const;

/** What growth may change, as a part, and what one partition of the table or an index may take, write units a second. */
export const growthTargets = { levelWithin: 0.02, keyUnitsPerSecond: 1_000 } as const;
