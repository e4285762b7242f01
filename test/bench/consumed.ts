/** What DynamoDB says of a call with `ReturnConsumedCapacity: 'INDEXES'`. */
export interface ConsumedCapacity {
  CapacityUnits?: number;
  GlobalSecondaryIndexes?: Record<string, { CapacityUnits?: number }>;
}

/** Units of the table and of its indexes. */
export function consumedBy(said: ConsumedCapacity | ConsumedCapacity[] = []): {
  table: number;
  indexes: number;
} {
  let [table, indexes] = [0, 0];
  for (const { CapacityUnits = 0, GlobalSecondaryIndexes = {} } of [said].flat()) {
    const ofIndexes = Object.values(GlobalSecondaryIndexes).reduce(
      (sum, { CapacityUnits = 0 }) => sum + CapacityUnits,
      0,
    );
    table += CapacityUnits - ofIndexes;
    indexes += ofIndexes;
  }
  return { table, indexes };
}
