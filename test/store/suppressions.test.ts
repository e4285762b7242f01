import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AddressSuppression, putSuppressions, readSuppressions } from '../../lib/store/suppressions.ts';
import type { Table } from '../../lib/store/table.ts';
import { aSuppression, NOW } from '../factories.ts';
import { type EmbeddedTable, openEmbeddedTable } from './embedded-table.ts';

let embedded: EmbeddedTable;
let table: Table;
let account = 0;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
  table = embedded.table;
});
afterAll(() => embedded.close());

const anAccount = () => ++account;
const of = (
  address: string,
  number: number,
  given: Partial<AddressSuppression> = {},
): AddressSuppression => ({
  ...aSuppression({ number, created: NOW + number }),
  address,
  ...given,
});
const withoutAddress = ({ address: _, ...suppression }: AddressSuppression) => suppression;

describe('suppressions', () => {
  it('are kept by address, an item for each event, in order of time', async () => {
    const account = anAccount();
    const anns = [
      of('ann@example.com', 3, { kind: 'spam' }),
      of('ann@example.com', 1),
      of('ann@example.com', 2, { kind: 'unsubscribe', person: 9, campaign: 4 }),
    ];
    await putSuppressions(table, account, [...anns, of('bob@example.com', 4)]);
    const found = await readSuppressions(table, account, [
      'ann@example.com',
      'eve@example.com',
      'bob@example.com',
    ]);
    expect(found).toEqual(
      new Map([
        ['ann@example.com', [anns[1]!, anns[2]!, anns[0]!].map(withoutAddress)],
        ['bob@example.com', [withoutAddress(of('bob@example.com', 4))]],
      ]),
    );
    expect(await readSuppressions(table, anAccount(), ['ann@example.com'])).toEqual(new Map());
  });

  it('of the same event again are one', async () => {
    const account = anAccount();
    const one = of('ann@example.com', 1);
    await putSuppressions(table, account, [one]);
    await Promise.all([putSuppressions(table, account, [one]), putSuppressions(table, account, [one])]);
    expect((await readSuppressions(table, account, ['ann@example.com'])).get('ann@example.com')).toEqual([
      withoutAddress(one),
    ]);
  });

  it('may be more than a call takes', async () => {
    const account = anAccount();
    const many = Array.from({ length: 60 }, (_, n) => of(`p${n % 7}@example.com`, n + 1));
    await putSuppressions(table, account, many);
    const found = await readSuppressions(table, account, [...new Set(many.map(({ address }) => address))]);
    expect([...found.values()].flat()).toHaveLength(60);
    await putSuppressions(table, account, []);
  });

  it('that DynamoDB leaves unprocessed are put again; if it keeps leaving them, that is an error', async () => {
    const account = anAccount();
    const leaving = (times: number): Table => ({
      name: table.name,
      async call(operation, input) {
        if (times-- <= 0 || !('RequestItems' in input)) return table.call(operation, input);
        return { UnprocessedItems: input.RequestItems } as never;
      },
    });
    await putSuppressions(leaving(2), account, [of('ann@example.com', 1)]);
    expect((await readSuppressions(table, account, ['ann@example.com'])).size).toBe(1);
    await expect(putSuppressions(leaving(99), account, [of('bob@example.com', 2)])).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});
