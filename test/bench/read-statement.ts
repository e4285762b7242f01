import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { parseStatement } from '../../infra/local/dynamodb/statement.ts';
import type { Item } from './capacity.ts';

/** A statement as it is sent. */
export interface ReadStatement {
  Statement: string;
  Parameters: AttributeValue[];
}

/** Which item a statement writes, and what it sets in it. @throws Error for one that removes attributes */
export function readStatement({ Statement, Parameters }: ReadStatement): {
  kind: 'insert' | 'update';
  key: Item;
  set: Item;
} {
  const statement = parseStatement(Statement);
  if (statement.kind === 'insert') {
    const { PK, SK, ...set } = pair(statement.attributes, Parameters);
    return { kind: 'insert', key: { PK, SK } as Item, set };
  }
  if (statement.remove.length > 0) throw new Error('the meter knows of no statement that removes');
  const set = pair(statement.set, Parameters);
  const { PK, SK } = pair(statement.where, Parameters.slice(statement.set.length));
  return { kind: 'update', key: { PK, SK } as Item, set };
}

const pair = (names: readonly string[], values: readonly AttributeValue[]): Item =>
  Object.fromEntries(names.map((name, position) => [name, values[position] as AttributeValue]));
