import { openClientTokens } from '../../infra/local/dynamodb/client-tokens.ts';
import type { Input } from '../../infra/local/dynamodb/dynalite.ts';
import { isRefusal, messageOf, nameOf, type Refusal } from '../../infra/local/dynamodb/errors.ts';
import { operations } from '../../infra/local/dynamodb/operations.ts';
import { openStore, type Store } from '../../infra/local/dynamodb/store.ts';
import type { Item } from '../../lib/store/attributes.ts';
import { tableSchema } from '../../lib/store/schema.ts';
import type { Table } from '../../lib/store/table.ts';

export interface InProcessTable {
  table: Table;
  /** Everything that is stored. */
  items(): Promise<Item[]>;
  close(): Promise<void>;
}

const NAME = 'in-process';

/**
 * An empty table on the embedded DynamoDB without HTTP and SDK between: it opens and answers in a tenth of a
 * millisecond, so that a test can have a table for each of a thousand runs. Nothing in it waits for a timer or a
 * socket: the same calls end in the same order every time.
 */
export async function openInProcessTable(): Promise<InProcessTable> {
  const store = await openStore();
  const tokens = await openClientTokens(store);
  made ??= makeTable();
  const [key, description] = await made;
  await store.write(({ writes }) => writes.set(key, description));

  async function run(operation: string, input: object): Promise<Input> {
    const handle = operations.get(operation);
    if (!handle) throw new TypeError(`the embedded DynamoDB has no ${operation}`);
    try {
      return fromWire(await handle(store, toWire(input), tokens));
    } catch (error) {
      throw isRefusal(error) ? toSdkError(error) : error;
    }
  }

  return {
    table: { name: NAME, call: (operation, input) => run(operation, input) as Promise<never> },
    async items() {
      const { Items, LastEvaluatedKey } = await run('Scan', { TableName: NAME, ConsistentRead: true });
      if (LastEvaluatedKey) throw new Error('more is stored than one scan gives');
      return Items as Item[];
    },
    close: () => store.close(),
  };
}

let made: Promise<[key: string, description: unknown]> | undefined;

/** The row that describes the table: making it takes longer than a test, so every table gets a copy of it. */
async function makeTable(): Promise<[key: string, description: unknown]> {
  const store = await openStore();
  const tokens = await openClientTokens(store);
  await operations.get('CreateTable')?.(store, toWire({ TableName: NAME, ...tableSchema }), tokens);
  for (;;) {
    const [row] = await Array.fromAsync(describedIn(store));
    if (row && (row[1] as { TableStatus: string }).TableStatus === 'ACTIVE') return row;
    await new Promise(setImmediate);
  }
}

const describedIn = (store: Store) => store.rows('table~');

/** The error as the SDK throws it: what the answer says besides its message stands beside that. */
function toSdkError(refusal: Error & Refusal): Error {
  const { __type, ...fields } = refusal.body;
  return Object.assign(new Error(messageOf(refusal)), fromWire(fields), { name: nameOf(refusal) });
}

/** As JSON carries it: binary values in Base64, and nothing where there is `undefined`. */
const toWire = (input: object): Input =>
  copy(input, (value) =>
    value instanceof Uint8Array
      ? Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64')
      : undefined,
  ) as Input;

const fromWire = (output: Input): Input =>
  copy(output, (value) =>
    'B' in value ? { B: Buffer.from(String(value.B), 'base64') } : undefined,
  ) as Input;

/** A deep copy, in which `replace` may give a value in place of an object. In loops: this is most of a call. */
function copy(value: unknown, replace: (value: object) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const replaced = replace(value);
  if (replaced !== undefined) return replaced;
  if (Array.isArray(value)) return value.map((one) => copy(one, replace));
  const copied: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) if (one !== undefined) copied[name] = copy(one, replace);
  return copied;
}
