import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What was asked of AWS. */
export interface Spent {
  /** Calls, to the table and the queue. */
  calls: number;
  /** Of the base table; an index entry costs one more for each item that has one. */
  readUnits: number;
  writeUnits: number;
}

interface Command {
  input: Record<string, unknown>;
}
interface Sender {
  send(command: Command, ...rest: unknown[]): Promise<Record<string, unknown>>;
}
interface Consumed {
  CapacityUnits?: number;
}

/** Operations of which the embedded DynamoDB says what they consume, as DynamoDB does. */
const READS = new Set(['GetItem', 'BatchGetItem', 'Query']);
const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);

/** Counts what `run` asks of AWS, through whatever client: by a middleware of all of them. */
export async function spentBy(run: () => Promise<unknown>): Promise<Spent> {
  const spent: Spent = { calls: 0, readUnits: 0, writeUnits: 0 };
  const base = Object.getPrototypeOf(DynamoDBClient.prototype) as Sender;
  const { send } = base;
  base.send = async function (this: Sender, command, ...rest) {
    const operation = command.constructor.name.replace('Command', '');
    spent.calls++;
    if (READS.has(operation) || WRITES.has(operation)) command.input.ReturnConsumedCapacity = 'TOTAL';
    else spent.writeUnits += unitsOfStatements(operation, command.input);
    const output = await send.call(this, command, ...rest);
    const consumed = [output.ConsumedCapacity ?? []].flat() as Consumed[];
    const units = consumed.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    if (READS.has(operation)) spent.readUnits += units;
    if (WRITES.has(operation)) spent.writeUnits += units;
    return output;
  };
  try {
    await run();
  } finally {
    base.send = send;
  }
  return spent;
}

const UNIT_BYTES = 1_024;

/**
 * Of a transaction and of statements, by DynamoDB's rule: a unit for each KB of an item that is written, twice that in
 * a transaction. The size of an updated item is not known here; those that are updated so (tallies, totals, chains,
 * which name all their attributes) stay below a KB beside what is set.
 */
function unitsOfStatements(operation: string, input: Record<string, unknown>): number {
  if (operation === 'BatchExecuteStatement') {
    const statements = input.Statements as { Parameters: AttributeValue[] }[];
    return statements.reduce((sum, { Parameters }) => sum + unitsOf(Parameters), 0);
  }
  if (operation !== 'TransactWriteItems') return 0;
  const actions = input.TransactItems as Record<
    string,
    { Item?: object; ExpressionAttributeValues?: object }
  >[];
  return actions.reduce((sum, action) => {
    const [{ Item, ExpressionAttributeValues = {} } = {}] = Object.values(action);
    return sum + 2 * unitsOf(Object.values(Item ?? ExpressionAttributeValues) as AttributeValue[]);
  }, 0);
}

const unitsOf = (values: readonly AttributeValue[]): number =>
  Math.max(
    1,
    Math.ceil(
      values.reduce(
        (sum, { S = '', N = '', B }) => sum + Buffer.byteLength(S) + N.length + (B?.length ?? 0),
        0,
      ) / UNIT_BYTES,
    ),
  );
