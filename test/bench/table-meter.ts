import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { IN_TRANSACTION, type Item, indexWrites, readUnits, writeUnits } from './capacity.ts';
import { type ConsumedCapacity, consumedBy } from './consumed.ts';
import type { Metering } from './meter.ts';
import { partOf } from './part-of.ts';
import { type ReadStatement, readStatement } from './read-statement.ts';

/** What a middleware is given, and what comes of it. */
interface Args {
  input: object;
}
interface Result {
  output: object;
}
type Next<A, R> = (args: A) => Promise<R>;

interface Output {
  ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[];
}

/**
 * Counts what calls to one table consume: as DynamoDB Local says it, and by the documented rules where it says
 * nothing, or less than AWS bills (`capacity.ts`). For these it has to know the items as they were before: it
 * remembers those that went by.
 */
export class TableMeter {
  readonly #items = new Map<string, Item>();
  readonly #read: (key: Item) => Promise<Item | undefined>;

  /** @param read reads an item, without being counted */
  constructor(read: (key: Item) => Promise<Item | undefined>) {
    this.#read = read;
  }

  async count<A extends Args, R extends Result>(
    operation: string,
    args: A,
    next: Next<A, R>,
    metering: Metering,
  ): Promise<R> {
    switch (operation) {
      case 'BatchExecuteStatement': {
        const result = await next(args);
        this.#countStatements(args.input as Statements, result.output as StatementResults, metering);
        return result;
      }
      case 'TransactWriteItems':
        try {
          return await next(args);
        } finally {
          // One that is refused has cost as much.
          await this.#countTransaction((args.input as Transaction).TransactItems, metering);
        }
      case 'BatchGetItem': {
        const result = await next(args);
        this.#countBatch(args.input as Batch, result.output as BatchResult, metering);
        return result;
      }
      default:
        return this.#countAsSaid(operation, args, next, metering);
    }
  }

  #countStatements({ Statements }: Statements, { Responses = [] }: StatementResults, metering: Metering) {
    const { ledger, stage } = metering;
    ledger.add('save', { calls: 1 });
    for (const [position, request] of Statements.entries()) {
      const { kind, key, set } = readStatement(request);
      const failure = Responses[position]?.Error;
      const name = nameOf(key);
      const before = failure?.Item ?? this.#items.get(name);
      if (failure) {
        if (before) this.#items.set(name, before);
        ledger.addWrite('save: lost races', partitionOf(key), writeUnits(before, undefined));
        continue;
      }
      const after = kind === 'insert' ? { ...key, ...set } : { ...before, ...key, ...set };
      this.#items.set(name, after);
      const part = partOf(stage, 'BatchExecuteStatement', key.SK?.S ?? '');
      ledger.addWrite(part, partitionOf(key), writeUnits(kind === 'insert' ? undefined : before, after));
      for (const { partition, units } of indexWrites(before, after)) {
        ledger.addWrite('indexes', partition, units);
      }
    }
  }

  async #countTransaction(actions: readonly TransactWriteItem[], { ledger, stage }: Metering): Promise<void> {
    const first = actions[0]?.Put?.Item ?? actions[0]?.Update?.Key ?? {};
    const part = partOf(stage, 'TransactWriteItems', first.SK?.S ?? '');
    ledger.add(part, { calls: 1 });
    for (const { Put, Update, Delete, ConditionCheck } of actions) {
      const { PK, SK } = Put?.Item ?? Update?.Key ?? Delete?.Key ?? ConditionCheck?.Key ?? {};
      const key = { PK, SK } as Item;
      const before = this.#items.get(nameOf(key));
      const after = Put ? (Put.Item as Item) : Update ? await this.#read(key) : undefined;
      // Of what is put whole none is looked at again but chains.
      if (Update && after) this.#items.set(nameOf(key), after);
      ledger.addWrite(part, partitionOf(key), IN_TRANSACTION * writeUnits(before, after));
      for (const { partition, units } of indexWrites(before, after)) {
        ledger.addWrite('indexes', partition, IN_TRANSACTION * units);
      }
    }
  }

  #countBatch({ RequestItems }: Batch, { Responses, UnprocessedKeys }: BatchResult, metering: Metering) {
    for (const [table, { Keys, ConsistentRead = false }] of Object.entries(RequestItems)) {
      const found = new Map(Responses?.[table]?.map((item) => [nameOf(item), item]));
      const left = new Set(UnprocessedKeys?.[table]?.Keys.map(nameOf));
      const part = partOf(metering.stage, 'BatchGetItem', Keys[0]?.SK?.S ?? '');
      metering.ledger.add(part, { calls: 1 });
      for (const key of Keys) {
        const name = nameOf(key);
        if (left.has(name)) continue;
        const item = found.get(name);
        if (item && part === 'load') this.#items.set(name, item);
        metering.ledger.add(part, { readUnits: readUnits(item, ConsistentRead) });
      }
    }
  }

  /** Single calls, queries and batches of writes: DynamoDB Local counts them as AWS does, but for what it refuses. */
  async #countAsSaid<A extends Args, R extends Result>(
    operation: string,
    args: A,
    next: Next<A, R>,
    metering: Metering,
  ): Promise<R> {
    const { ledger, stage } = metering;
    const input = { ...args.input, ReturnConsumedCapacity: 'INDEXES' };
    const part = partOf(stage, operation, sortOf(input));
    ledger.add(part, { calls: 1 });
    try {
      const result = await next({ ...args, input });
      const { table, indexes } = consumedBy((result.output as Output).ConsumedCapacity);
      if (operation === 'GetItem' || operation === 'Query') {
        // Nothing found costs as much as something small.
        const least = 'ConsistentRead' in args.input && args.input.ConsistentRead ? 1 : 0.5;
        ledger.add(part, { readUnits: Math.max(least, table + indexes) });
      } else {
        const written = writtenBy(input);
        for (const item of written) ledger.addWrite(part, partitionOf(item), table / written.length);
        const entries = written.flatMap((item) => indexWrites(undefined, item));
        for (const { partition } of entries) ledger.addWrite('indexes', partition, indexes / entries.length);
        if (entries.length === 0) ledger.add('indexes', { writeUnits: indexes });
      }
      return result;
    } catch (error) {
      const { name, Item } = error as { name?: string; Item?: Item };
      if (name === 'ConditionalCheckFailedException') {
        for (const item of writtenBy(input)) {
          ledger.addWrite(part, partitionOf(item), writeUnits(Item, undefined));
        }
      }
      throw error;
    }
  }
}

interface Statements {
  Statements: ReadStatement[];
}
interface StatementResults {
  Responses?: { Error?: { Item?: Item } }[];
}
interface Transaction {
  TransactItems: TransactWriteItem[];
}
interface Batch {
  RequestItems: Record<string, { Keys: Item[]; ConsistentRead?: boolean }>;
}
interface BatchResult {
  Responses?: Record<string, Item[]>;
  UnprocessedKeys?: Record<string, { Keys: Item[] }>;
}

const nameOf = ({ PK, SK }: Item): string => JSON.stringify([PK?.S, SK?.S]);

const partitionOf = ({ PK }: Item): string => PK?.S ?? '';

/** What a call writes: whole, or by its key. */
function writtenBy(input: object): Item[] {
  const { Key, Item, RequestItems } = input as {
    Key?: Item;
    Item?: Item;
    RequestItems?: Record<string, { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>;
  };
  if (!RequestItems) return [Item ?? Key ?? {}];
  return Object.values(RequestItems)
    .flat()
    .map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {});
}

/** The sort key that tells what kind of item a call is about. */
function sortOf(input: object): string {
  const { Key, Item, RequestItems, ExpressionAttributeValues } = input as {
    Key?: Item;
    Item?: Item;
    RequestItems?: Record<string, { PutRequest?: { Item: Item } }[]>;
    ExpressionAttributeValues?: Item;
  };
  const put = Object.values(RequestItems ?? {})[0]?.[0]?.PutRequest?.Item;
  const named: AttributeValue | undefined = (Key ?? Item ?? put)?.SK;
  if (named?.S !== undefined) return named.S;
  // A query names the beginning of its sort keys by a value; partitions begin with the account.
  return (
    Object.values(ExpressionAttributeValues ?? {}).find(({ S = '' }) => /^(?!A#)[A-Z]+#/.test(S))?.S ?? ''
  );
}
