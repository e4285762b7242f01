import {
  type DynaliteStore,
  type Item,
  itemBytesMax,
  type Rows,
  type TableDescription,
  type View,
} from './dynalite.ts';
import { DynamoDbError, validationException } from './errors.ts';

const TABLE_PREFIX = 'table~';
/** dynalite's prefixes end in `~`, which no table's name holds, and keys go on in ASCII. */
export const endOf = (prefix: string): string => `${prefix}\xff`;

export interface Tables {
  /** @throws DynamoDbError `ResourceNotFoundException` */
  active(name: string): TableDescription;
  /** dynalite's store with this access to the rows below a prefix. */
  view(rowsBelow: (prefix: string, table: string) => Rows): View;
  /** To be called after whatever may have changed a table. */
  forget(): void;
}

/** The tables' descriptions, kept in memory while they are active: every operation asks for one. */
export function tablesOf({ db }: DynaliteStore): Tables {
  const known = new Map<string, TableDescription>();

  function active(name: string): TableDescription {
    const table = known.get(name) ?? (db.getSync(TABLE_PREFIX + name) as TableDescription | undefined);
    if (!table || table.TableStatus === 'CREATING' || table.TableStatus === 'DELETING') {
      throw new DynamoDbError('ResourceNotFoundException', 'Cannot do operations on a non-existent table');
    }
    known.set(name, table);
    return table;
  }

  return {
    active,
    forget: () => known.clear(),
    view: (rowsBelow) => ({
      options: { maxItemSize: itemBytesMax },
      getTable(name, done) {
        let table: TableDescription;
        try {
          table = active(name);
        } catch (error) {
          return done(error as DynamoDbError);
        }
        done(null, table);
      },
      getItemDb: (name) => rowsBelow(`item-${name}~`, name),
      getIndexDb: (kind, name, index) => rowsBelow(`index-${kind.toLowerCase()}~${name}~${index}~`, name),
    }),
  };
}

/**
 * Ends what a crash left half done: dynalite makes a table active, and deletes one, a moment after it answered.
 */
export async function mendTables({ db }: DynaliteStore): Promise<void> {
  for await (const [key, value] of db.iterator({ gte: TABLE_PREFIX, lt: endOf(TABLE_PREFIX) })) {
    const table = value as TableDescription;
    if (table.TableStatus === 'CREATING') {
      table.TableStatus = 'ACTIVE';
      for (const index of table.GlobalSecondaryIndexes ?? []) index.IndexStatus = 'ACTIVE';
      await db.batch([{ type: 'put', key, value: table }]);
    } else if (table.TableStatus === 'DELETING') {
      const { TableName } = table;
      for (const prefix of [
        `item-${TableName}~`,
        `index-global~${TableName}~`,
        `index-local~${TableName}~`,
      ]) {
        await db.clear({ gte: prefix, lt: endOf(prefix) });
      }
      await db.batch([{ type: 'del', key }]);
    }
  }
}

export const keyNames = (table: TableDescription): string[] =>
  table.KeySchema.map(({ AttributeName }) => AttributeName);

/** An attribute that is a key of an index may be absent, but not empty; dynalite lets that pass. */
export function refuseEmptyIndexKeys(table: TableDescription, item: Item): DynamoDbError | null {
  for (const { IndexName, KeySchema } of table.GlobalSecondaryIndexes ?? []) {
    for (const { AttributeName } of KeySchema) {
      if (item[AttributeName]?.S === '' || item[AttributeName]?.B === '') {
        return validationException(
          'One or more parameter values are not valid. A value specified for a secondary index key is not ' +
            'supported. The AttributeValue for a key attribute cannot contain an empty string value. ' +
            `IndexName: ${IndexName}, IndexKey: ${AttributeName}`,
        );
      }
    }
  }
  return null;
}

/** What tells items of all tables apart, whether or not the key's values are of the right type. */
export const keyText = (table: TableDescription, item: Record<string, unknown>): string =>
  JSON.stringify([table.TableName, ...keyNames(table).map((name) => item[name])]);
