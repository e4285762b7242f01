/** Values in groups of a size, in their order; the last may be smaller. For calls that take so many at most. */
export const inGroups = <T>(values: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, group) =>
    values.slice(group * size, (group + 1) * size),
  );
