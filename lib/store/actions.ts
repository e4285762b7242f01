import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Item, number, toKey } from './attributes.ts';
import type { Key } from './keys.ts';
import type { Table } from './table.ts';

// The actions of a transaction, named after what they promise.

export const put = (table: Table, item: Item): TransactWriteItem => ({
  Put: { TableName: table.name, Item: item },
});

/** Refused if there is an item with this key. */
export const putIfNew = (table: Table, item: Item): TransactWriteItem => ({
  Put: { TableName: table.name, Item: item, ConditionExpression: 'attribute_not_exists(PK)' },
});

/** Refused if the item has changed since it was read with this version. */
export const putIfVersion = (table: Table, item: Item, version: number): TransactWriteItem => ({
  Put: {
    TableName: table.name,
    Item: item,
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': number(version) },
  },
});

export const remove = (table: Table, key: Key): TransactWriteItem => ({
  Delete: { TableName: table.name, Key: toKey(key) },
});
