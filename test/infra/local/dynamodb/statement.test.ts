import { describe, expect, test } from 'vitest';
import { parseStatement } from '../../../../infra/local/dynamodb/statement.ts';

describe('parseStatement', () => {
  test('reads an INSERT', () => {
    expect(parseStatement(`INSERT INTO "table" VALUE {'PK': ?, 'SK': ?, 'it''s': ?}`)).toEqual({
      kind: 'insert',
      table: 'table',
      attributes: ['PK', 'SK', "it's"],
    });
  });

  test('reads an UPDATE', () => {
    expect(
      parseStatement(
        `UPDATE "ta""ble" SET "a"=? SET "b" = ? REMOVE "c" WHERE "PK"=? AND "SK"=? AND "version"=?`,
      ),
    ).toEqual({
      kind: 'update',
      table: 'ta"ble',
      set: ['a', 'b'],
      remove: ['c'],
      where: ['PK', 'SK', 'version'],
    });
  });

  test('reads keywords in any case, across lines', () => {
    expect(parseStatement(`insert into "t"\n  value\t{'PK':?}\n`)).toMatchObject({ kind: 'insert' });
    expect(parseStatement(`update "t" remove "a" where "PK"=?`)).toMatchObject({ set: [], remove: ['a'] });
  });

  test.each([
    '',
    'SELECT * FROM "t"',
    'DELETE FROM "t" WHERE "PK"=?',
    `INSERT INTO t VALUE {'PK': ?}`,
    `INSERT INTO "t" VALUE {}`,
    `INSERT INTO "t" VALUE {'PK': ?,}`,
    `INSERT INTO "t" VALUE {"PK": ?}`,
    `INSERT INTO "t" VALUE {'PK': 'literal'}`,
    `INSERT INTO "t" VALUE {'PK': ?} extra`,
    `INSERT INTO "t" VALUE {'PK': ?`,
    `INSERT INTO "t" VALUE {'PK': ?, 'PK': ?}`,
    `"INSERT" INTO "t" VALUE {'PK': ?}`,
    'UPDATE "t" WHERE "PK"=?',
    'UPDATE "t" SET "a"=?',
    'UPDATE "t" SET "a"=?, "b"=? WHERE "PK"=?',
    'UPDATE "t" SET "a"=1 WHERE "PK"=?',
    'UPDATE "t" SET "a"=? SET "a"=? WHERE "PK"=?',
    'UPDATE "t" SET "a"=? REMOVE "a" WHERE "PK"=?',
    'UPDATE "t" SET "a"=? WHERE "PK"=? OR "SK"=?',
    'UPDATE "t" SET "a"=? WHERE "PK">?',
    'UPDATE "t" SET "a"=? WHERE',
  ])('refuses %j', (text) => {
    expect(() => parseStatement(text)).toThrow(expect.objectContaining({ name: 'ValidationException' }));
  });
});
