import { randomUUID } from 'node:crypto';
import {
  BatchExecuteStatementCommand,
  type BatchStatementRequest,
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTable } from '../../../../infra/local/dynamodb/create-table.ts';
import { aClient, type Item, key, N, S } from './a-client.ts';

/**
 * What the store relies on, as far as a DynamoDB can be asked for it from outside. Runs on the embedded server
 * and on the official DynamoDB Local; what the two word differently is not asked for.
 */
export function dynamoDbContract(start: () => Promise<{ endpoint: string; stop(): Promise<void> }>): void {
  let stop: () => Promise<void>;
  let client: DynamoDBClient;
  const table = `contract-${randomUUID()}`;

  beforeAll(async () => {
    const server = await start();
    stop = server.stop;
    client = aClient(server.endpoint);
    await createTable(client, table);
  });
  afterAll(async () => {
    client?.destroy();
    await stop?.();
  });

  const put = (item: Item) => client.send(new PutItemCommand({ TableName: table, Item: item }));
  const get = async (PK: string, SK: string) =>
    (await client.send(new GetItemCommand({ TableName: table, Key: key(PK, SK), ConsistentRead: true })))
      .Item;
  const transact = (actions: TransactWriteItem[], ClientRequestToken?: string) =>
    client.send(
      new TransactWriteItemsCommand({
        TransactItems: actions,
        ...(ClientRequestToken ? { ClientRequestToken } : {}),
      }),
    );
  const execute = async (...Statements: BatchStatementRequest[]) =>
    (await client.send(new BatchExecuteStatementCommand({ Statements }))).Responses;
  const byCreated = async (partition: string, more: object = {}) => {
    const { Items } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'byCreated',
        KeyConditionExpression: 'createdPK = :p',
        ExpressionAttributeValues: { ':p': S(partition) },
        ...more,
      }),
    );
    return Items?.map(({ createdSK }) => createdSK?.S);
  };

  const insert = (item: Item): BatchStatementRequest => ({
    Statement: `INSERT INTO "${table}" VALUE {${Object.keys(item).map((name) => `'${name}': ?`)}}`,
    Parameters: Object.values(item),
  });
  const update = (
    { PK, SK }: { PK: string; SK: string },
    version: number,
    set: Item = {},
    remove: string[] = [],
  ): BatchStatementRequest => ({
    Statement:
      `UPDATE "${table}" ${Object.keys({ version: 0, ...set })
        .map((name) => `SET "${name}"=?`)
        .join(' ')} ` +
      `${remove.map((name) => `REMOVE "${name}"`).join(' ')} WHERE "PK"=? AND "SK"=? AND "version"=?`,
    Parameters: [N(version + 1), ...Object.values(set), S(PK), S(SK), N(version)],
  });
  const ok = { TableName: table };
  const failed = (Code: string, Item?: Item) =>
    expect.objectContaining({ Error: expect.objectContaining({ Code, ...(Item ? { Item } : {}) }) });

  describe('a conditional write that fails', () => {
    const item = { ...key('conditions', '1'), version: N(3) };
    const never = {
      TableName: table,
      ConditionExpression: 'version = :v',
      ExpressionAttributeValues: { ':v': N(4) },
    };
    beforeAll(() => put(item));

    const writes = (more: object) => ({
      PutItem: new PutItemCommand({ ...never, Item: key('conditions', '1'), ...more }),
      UpdateItem: new UpdateItemCommand({
        ...never,
        Key: key('conditions', '1'),
        UpdateExpression: 'SET a = :v',
        ...more,
      }),
      DeleteItem: new DeleteItemCommand({ ...never, Key: key('conditions', '1'), ...more }),
    });

    test.each(['PutItem', 'UpdateItem', 'DeleteItem'] as const)(
      '%s hands back the item if asked',
      async (name) => {
        const old = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
        const failure = { name: 'ConditionalCheckFailedException', Item: item };
        await expect(client.send(writes(old)[name] as PutItemCommand)).rejects.toMatchObject(failure);
        expect(await get('conditions', '1')).toEqual(item);
      },
    );

    test.each(['PutItem', 'UpdateItem', 'DeleteItem'] as const)('%s gives no item unasked', async (name) => {
      const error = await client.send(writes({})[name] as PutItemCommand).catch((thrown) => thrown);
      expect(error.name).toBe('ConditionalCheckFailedException');
      expect(error.Item).toBeUndefined();
    });

    test('has no item to give where there is none', async () => {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: key('conditions', 'none'),
        UpdateExpression: 'SET a = :v',
        ConditionExpression: 'version = :v',
        ExpressionAttributeValues: { ':v': N(4) },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const error = await client.send(command).catch((thrown) => thrown);
      expect(error.name).toBe('ConditionalCheckFailedException');
      expect(error.Item).toBeUndefined();
    });

    test('asking for something else is refused', async () => {
      const input = {
        TableName: table,
        Item: item,
        ReturnValuesOnConditionCheckFailure: 'ALL_NEW' as 'ALL_OLD',
      };
      await expect(client.send(new PutItemCommand(input))).rejects.toMatchObject({
        name: 'ValidationException',
      });
    });
  });

  describe('TransactWriteItems', () => {
    const putAction = (PK: string, SK: string, more: object = {}, item: Item = {}): TransactWriteItem => ({
      Put: { TableName: table, Item: { ...key(PK, SK), ...item }, ...more },
    });
    const add = (PK: string, SK: string, count: number): TransactWriteItem => ({
      Update: {
        TableName: table,
        Key: key(PK, SK),
        UpdateExpression: 'ADD #count :count',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: { ':count': N(count) },
      },
    });
    const reasons = (...codes: string[]) => ({
      name: 'TransactionCanceledException',
      message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
      CancellationReasons: codes.map((Code) => expect.objectContaining({ Code })),
    });
    const absent = { ConditionExpression: 'attribute_not_exists(PK)' };

    test('does all four kinds of actions', async () => {
      await put({ ...key('t-all', 'delete') });
      await put({ ...key('t-all', 'check'), state: S('open') });
      await transact([
        putAction('t-all', 'put', absent, { a: S('1') }),
        add('t-all', 'update', 5),
        { Delete: { TableName: table, Key: key('t-all', 'delete') } },
        {
          ConditionCheck: {
            TableName: table,
            Key: key('t-all', 'check'),
            ConditionExpression: '#state = :open',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':open': S('open') },
          },
        },
      ]);
      expect(await get('t-all', 'put')).toEqual({ ...key('t-all', 'put'), a: S('1') });
      expect(await get('t-all', 'update')).toEqual({ ...key('t-all', 'update'), count: N(5) });
      expect(await get('t-all', 'delete')).toBeUndefined();
      expect(await get('t-all', 'check')).toEqual({ ...key('t-all', 'check'), state: S('open') });
    });

    test('does nothing if a condition fails, and says which', async () => {
      const there = { ...key('t-fail', 'there'), a: S('x') };
      await put(there);
      const actions = [
        putAction('t-fail', 'new'),
        putAction('t-fail', 'there', { ...absent, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
        add('t-fail', 'count', 1),
        {
          ConditionCheck: {
            TableName: table,
            Key: key('t-fail', 'none'),
            ConditionExpression: 'attribute_exists(PK)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
          },
        },
      ];
      const cancelled = await transact(actions).catch((thrown) => thrown);
      expect(cancelled).toMatchObject(
        reasons('None', 'ConditionalCheckFailed', 'None', 'ConditionalCheckFailed'),
      );
      expect(cancelled.CancellationReasons[1].Item).toEqual(there);
      expect(cancelled.CancellationReasons[3].Item).toBeUndefined();
      expect(await get('t-fail', 'new')).toBeUndefined();
      expect(await get('t-fail', 'count')).toBeUndefined();
    });

    test('gives no item with a reason unasked', async () => {
      await put(key('t-unasked', '1'));
      const error = await transact([putAction('t-unasked', '1', absent)]).catch((thrown) => thrown);
      expect(error).toMatchObject(reasons('ConditionalCheckFailed'));
      expect(error.CancellationReasons[0].Item).toBeUndefined();
    });

    test('gives what is wrong with an item as its reason', async () => {
      const wrong = { Put: { TableName: table, Item: { PK: S('t-wrong'), SK: N(1) } } };
      const wrongIndex = putAction('t-wrong', '2', {}, { createdPK: N(1) });
      await expect(transact([putAction('t-wrong', '1'), wrong])).rejects.toMatchObject(
        reasons('None', 'ValidationError'),
      );
      await expect(transact([wrongIndex, putAction('t-wrong', '1')])).rejects.toMatchObject(
        reasons('ValidationError', 'None'),
      );
      expect(await get('t-wrong', '1')).toBeUndefined();
    });

    test('takes 100 actions and no more, at least one, and each item once', async () => {
      const many = (count: number) =>
        Array.from({ length: count }, (_, at) => putAction('t-many', String(at)));
      await transact(many(100));
      expect(await get('t-many', '99')).toBeDefined();
      await expect(transact(many(101))).rejects.toMatchObject({ name: 'ValidationException' });
      await expect(transact([])).rejects.toMatchObject({ name: 'ValidationException' });
      await expect(transact([{}])).rejects.toMatchObject({ name: 'ValidationException' });
      await expect(transact([putAction('t-twice', '1'), add('t-twice', '1', 1)])).rejects.toMatchObject({
        name: 'ValidationException',
        message: 'Transaction request cannot include multiple operations on one item',
      });
    });

    test('refuses an unknown table and a malformed expression as a whole', async () => {
      await expect(
        transact([{ Put: { TableName: 'none-such', Item: key('a', '1') } }]),
      ).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
      const malformed = {
        Update: { TableName: table, Key: key('t-bad', '1'), UpdateExpression: 'SETT a = b' },
      };
      await expect(transact([putAction('t-bad', '2'), malformed])).rejects.toMatchObject({
        name: 'ValidationException',
      });
      expect(await get('t-bad', '2')).toBeUndefined();
    });

    test('with a client token happens once, and only with the same actions', async () => {
      const token = randomUUID();
      await transact([add('t-token', '1', 2)], token);
      await transact([add('t-token', '1', 2)], token);
      expect(await get('t-token', '1')).toMatchObject({ count: N(2) });
      await expect(transact([add('t-token', '1', 3)], token)).rejects.toMatchObject({
        name: 'IdempotentParameterMismatchException',
      });
    });

    test('that was cancelled can be tried again under its token', async () => {
      const token = randomUUID();
      const action = putAction('t-again', '1', absent);
      await put(key('t-again', '1'));
      await expect(transact([action], token)).rejects.toMatchObject(reasons('ConditionalCheckFailed'));
      await client.send(new DeleteItemCommand({ TableName: table, Key: key('t-again', '1') }));
      await transact([action], token);
      expect(await get('t-again', '1')).toBeDefined();
    });

    test('changes the indexes too', async () => {
      const indexed = (SK: string, created: string) =>
        putAction('t-index', SK, {}, { createdPK: S('t-index'), createdSK: S(created) });
      await transact([indexed('1', 'b'), indexed('2', 'a'), putAction('t-index', '3')]);
      expect(await byCreated('t-index')).toEqual(['a', 'b']);
      await transact([
        indexed('1', 'c'),
        { Update: { TableName: table, Key: key('t-index', '2'), UpdateExpression: 'REMOVE createdPK' } },
      ]);
      expect(await byCreated('t-index')).toEqual(['c']);
      await transact([{ Delete: { TableName: table, Key: key('t-index', '1') } }]);
      expect(await byCreated('t-index')).toEqual([]);
    });

    test('counts exactly, however many run at once', async () => {
      const one = async () => {
        for (let turn = 0; turn < 5; turn++) {
          await transact([add('t-count', '1', 1), add('t-count', '2', 1)]).catch((error) => {
            // DynamoDB may refuse one of two that meet; what it refused it did not do.
            expect(error.name).toBe('TransactionCanceledException');
            turn--;
          });
        }
      };
      await Promise.all(Array.from({ length: 8 }, one));
      expect([await get('t-count', '1'), await get('t-count', '2')]).toMatchObject([
        { count: N(40) },
        { count: N(40) },
      ]);
    });
  });

  describe('BatchExecuteStatement', () => {
    test('inserts what is not there, each statement for itself', async () => {
      const there = { ...key('b-insert', '1'), version: N(1) };
      expect(await execute(insert(there))).toEqual([ok]);
      expect(await execute(insert({ ...there, version: N(2) }), insert(key('b-insert', '2')))).toEqual([
        failed('DuplicateItem'),
        ok,
      ]);
      expect(await get('b-insert', '1')).toEqual(there);
      expect(await get('b-insert', '2')).toEqual(key('b-insert', '2'));
    });

    test('updates the version it was told, and nothing else', async () => {
      const at = { PK: 'b-update', SK: '1' };
      const second = { ...key('b-update', '1'), version: N(2), a: S('y') };
      await put({ ...key('b-update', '1'), version: N(1), a: S('x'), gone: S('z') });
      expect(await execute(update(at, 1, { a: S('y') }, ['gone', 'never']))).toEqual([ok]);
      expect(await get('b-update', '1')).toEqual(second);
      expect(await execute(update(at, 1, { a: S('z') }))).toEqual([failed('ConditionalCheckFailed')]);
      expect(await get('b-update', '1')).toEqual(second);
    });

    test('hands the item back to an update that lost, if asked', async () => {
      const item = { ...key('b-lost', '1'), version: N(7), a: S('x') };
      await put(item);
      const asking = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
      const [lost] = (await execute({ ...update({ PK: 'b-lost', SK: '1' }, 3), ...asking })) ?? [];
      expect(lost).toEqual(failed('ConditionalCheckFailed', item));
      const [unasked] = (await execute(update({ PK: 'b-lost', SK: '1' }, 3))) ?? [];
      expect(unasked?.Error?.Item).toBeUndefined();
      const [none] = (await execute({ ...update({ PK: 'b-lost', SK: 'none' }, 3), ...asking })) ?? [];
      expect(none).toEqual(failed('ConditionalCheckFailed'));
      expect(none?.Error?.Item).toBeUndefined();
    });

    test('never makes an item by an update', async () => {
      const statement = {
        Statement: `UPDATE "${table}" SET "a"=? WHERE "PK"=? AND "SK"=?`,
        Parameters: [S('x'), S('b-no'), S('1')],
      };
      expect(await execute(statement)).toEqual([failed('ConditionalCheckFailed')]);
      expect(await get('b-no', '1')).toBeUndefined();
    });

    test('mixes both kinds, and answers by position', async () => {
      await put({ ...key('b-mix', '1'), version: N(1) });
      await put({ ...key('b-mix', '2'), version: N(1) });
      expect(
        await execute(
          update({ PK: 'b-mix', SK: '1' }, 1),
          insert(key('b-mix', '2')),
          update({ PK: 'b-mix', SK: '3' }, 1),
          insert(key('b-mix', '4')),
        ),
      ).toEqual([ok, failed('DuplicateItem'), failed('ConditionalCheckFailed'), ok]);
    });

    test('stores every type', async () => {
      const item: Item = {
        ...key('b-types', '1'),
        binary: { B: new Uint8Array([0, 255, 1]) },
        empty: S(''),
        large: N('9007199254740993'),
        fraction: N('0.125'),
        yes: { BOOL: true },
        nothing: { NULL: true },
        list: { L: [S('a'), N(1), { M: { deep: { L: [] } } }] },
        map: { M: { a: S('x'), 'with "quotes"': N(-1) } },
        set: { SS: ['a', 'b'] },
      };
      expect(await execute(insert(item))).toEqual([ok]);
      expect(await get('b-types', '1')).toEqual(item);
    });

    test('compares numbers by value', async () => {
      await execute(insert({ ...key('b-number', '1'), version: N('1.50') }));
      const statement = {
        Statement: `UPDATE "${table}" SET "version"=? WHERE "PK"=? AND "SK"=? AND "version"=?`,
        Parameters: [N(2), S('b-number'), S('1'), N('01.5')],
      };
      expect(await execute(statement)).toEqual([ok]);
    });

    test('keeps the indexes sparse', async () => {
      const at = { PK: 'b-index', SK: '1' };
      const created = (time: string) => ({ createdPK: S('b-index'), createdSK: S(time) });
      await execute(
        insert({ ...key('b-index', '1'), version: N(1), ...created('a') }),
        insert(key('b-index', '2')),
      );
      expect(await byCreated('b-index')).toEqual(['a']);
      await execute(update(at, 1, created('b')));
      expect(await byCreated('b-index')).toEqual(['b']);
      await execute(update(at, 2, {}, ['createdPK', 'createdSK']));
      expect(await byCreated('b-index')).toEqual([]);
    });

    test('refuses the whole call for one item twice, 26 statements, none, or 8,193 characters', async () => {
      const refused = { name: 'ValidationException' };
      const inserts = (count: number) =>
        Array.from({ length: count }, (_, at) => insert(key('b-many', String(at))));
      await expect(execute(insert(key('b-twice', '1')), insert(key('b-twice', '1')))).rejects.toMatchObject(
        refused,
      );
      await expect(
        execute(insert(key('b-twice', '2')), update({ PK: 'b-twice', SK: '2' }, 1)),
      ).rejects.toMatchObject(refused);
      await expect(execute(...inserts(26))).rejects.toMatchObject(refused);
      await expect(execute()).rejects.toMatchObject(refused);
      await expect(execute({ Statement: 'x'.repeat(8_193) })).rejects.toMatchObject(refused);
      expect(await execute(...inserts(25))).toHaveLength(25);
    });

    const one = S('1');
    test.each<[string, BatchStatementRequest, string]>([
      ['that is malformed', { Statement: `INSERT IN "${table}"` }, 'ValidationError'],
      [
        'that changes nothing',
        { Statement: `UPDATE "${table}" WHERE "PK"=? AND "SK"=?`, Parameters: [one, one] },
        'ValidationError',
      ],
      [
        'with too few parameters',
        { Statement: `INSERT INTO "${table}" VALUE {'PK': ?, 'SK': ?}`, Parameters: [one] },
        'ValidationError',
      ],
      [
        'with no parameters',
        { Statement: `INSERT INTO "${table}" VALUE {'PK': ?, 'SK': ?}` },
        'ValidationError',
      ],
      ['without the whole key', insert({ PK: S('b-bad') }), 'ValidationError'],
      [
        'that updates without the whole key',
        { Statement: `UPDATE "${table}" SET "a"=? WHERE "PK"=?`, Parameters: [one, one] },
        'ValidationError',
      ],
      ['whose key has the wrong type', insert({ PK: S('b-bad'), SK: N(1) }), 'ValidationError'],
      ['whose key is empty', insert(key('b-bad', '')), 'ValidationError'],
      [
        'whose index key has the wrong type',
        insert({ ...key('b-bad', '1'), createdPK: N(1) }),
        'ValidationError',
      ],
      ['whose index key is empty', insert({ ...key('b-bad', '1'), createdPK: S('') }), 'ValidationError'],
      [
        'with an attribute twice',
        {
          Statement: `INSERT INTO "${table}" VALUE {'PK': ?, 'SK': ?, 'a': ?, 'a': ?}`,
          Parameters: [S('b-bad'), one, one, one],
        },
        'ValidationError',
      ],
      ['over 400 KB', insert({ ...key('b-bad', '1'), a: S('x'.repeat(410_000)) }), 'ValidationError'],
      [
        'for an unknown table',
        { Statement: `INSERT INTO "none-such" VALUE {'PK': ?, 'SK': ?}`, Parameters: [one, one] },
        'ResourceNotFound',
      ],
    ])('a statement %s fails alone', async (_, statement, code) => {
      const PK = `b-alone-${randomUUID()}`;
      expect(await execute(insert(key(PK, '1')), statement, insert(key(PK, '2')))).toEqual([
        ok,
        failed(code),
        ok,
      ]);
      expect(await get(PK, '2')).toBeDefined();
    });

    test('of many that update one version lets one win', async () => {
      await put({ ...key('b-race', '1'), version: N(1) });
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, at) =>
          execute(update({ PK: 'b-race', SK: '1' }, 1, { winner: N(at) })),
        ),
      );
      expect(answers.flat().filter((answer) => answer?.Error === undefined)).toHaveLength(1);
      expect(await get('b-race', '1')).toMatchObject({ version: N(2) });
    });
  });

  describe('an index', () => {
    const times = ['01', '02', '03', '04', '05'];
    beforeAll(async () => {
      const requests = times.map((time) => ({
        PutRequest: { Item: { ...key('i', time), createdPK: S('i'), createdSK: S(time), other: S('x') } },
      }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    });

    test('is read in both directions, from any key on, a page at a time', async () => {
      expect(await byCreated('i')).toEqual(times);
      expect(await byCreated('i', { ScanIndexForward: false, Limit: 2 })).toEqual(['05', '04']);
      const from = { ...key('i', '03'), createdPK: S('i'), createdSK: S('03') };
      expect(await byCreated('i', { ExclusiveStartKey: from, Limit: 1 })).toEqual(['04']);
      expect(await byCreated('i', { ExclusiveStartKey: from, ScanIndexForward: false })).toEqual([
        '02',
        '01',
      ]);
    });

    test.each<[string, object, string[]]>([
      ['createdSK >= :a', { ':a': S('04') }, ['04', '05']],
      ['createdSK BETWEEN :a AND :b', { ':a': S('02'), ':b': S('03') }, ['02', '03']],
      ['begins_with(createdSK, :a)', { ':a': S('0') }, times],
      ['createdSK < :a', { ':a': S('02') }, ['01']],
    ])('is read by %s', async (condition, values, expected) => {
      const more = {
        KeyConditionExpression: `createdPK = :p AND ${condition}`,
        ExpressionAttributeValues: { ':p': S('i'), ...values },
      };
      expect(await byCreated('i', more)).toEqual(expected);
    });

    test('holds the keys alone, and takes no empty one', async () => {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'byCreated',
          KeyConditionExpression: 'createdPK = :p',
          ExpressionAttributeValues: { ':p': S('i') },
          Limit: 1,
        }),
      );
      expect(Items).toEqual([{ ...key('i', '01'), createdPK: S('i'), createdSK: S('01') }]);
      await expect(put({ ...key('i', 'empty'), createdPK: S('') })).rejects.toMatchObject({
        name: 'ValidationException',
      });
    });
  });

  test('a table that is already there stays as it is', async () => {
    await put(key('again', '1'));
    await createTable(client, table);
    expect(await get('again', '1')).toEqual(key('again', '1'));
  });
}
