import type { Operations, Table } from '../../lib/store/table.ts';

/** A table that says what was read from it. */
export interface MeteredTable extends Table {
  /** Read units, as DynamoDB counts them, and calls, since the last look. */
  spent(): { units: number; calls: number };
}

interface Consumed {
  CapacityUnits?: number | undefined;
}

export function meteredTable(table: Table): MeteredTable {
  let [units, calls] = [0, 0];
  return {
    name: table.name,
    async call<O extends keyof Operations>(operation: O, input: Operations[O][0]) {
      const output = await table.call(operation, { ...input, ReturnConsumedCapacity: 'TOTAL' });
      const { ConsumedCapacity = [] } = output as { ConsumedCapacity?: Consumed | Consumed[] };
      for (const { CapacityUnits = 0 } of [ConsumedCapacity].flat()) units += CapacityUnits;
      calls++;
      return output;
    },
    spent() {
      const spent = { units, calls };
      [units, calls] = [0, 0];
      return spent;
    },
  };
}
