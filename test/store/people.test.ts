import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { currentOwner } from '../../lib/domain/address.ts';
import { type ContactPoint, type PersonChange, updatePerson } from '../../lib/domain/person.ts';
import { ADDRESS_HISTORY_MS } from '../../lib/limits.ts';
import { readOwners } from '../../lib/store/addresses.ts';
import { addressKey, personKey } from '../../lib/store/keys.ts';
import { getPerson, readPeople } from '../../lib/store/people.ts';
import { leadsTo, readLeads } from '../../lib/store/person-addresses.ts';
import { changePerson, type Duplicates, postPerson, removePerson } from '../../lib/store/person-changes.ts';
import { readAll } from '../../lib/store/read-all.ts';
import type { Table } from '../../lib/store/table.ts';
import { readTotal } from '../../lib/store/totals.ts';
import { type EmbeddedTable, openEmbeddedTable } from './embedded-table.ts';

/** Also on a slow machine, and on a slower DynamoDB than the embedded one. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const NOW = Date.UTC(2026, 0, 2);
let embedded: EmbeddedTable;
let table: Table;
let account = 0;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
  table = embedded.table;
});
afterAll(() => embedded.close());

/** Each test has an account of its own. */
const anAccount = () => ++account;
const point = (value: string): ContactPoint => ({
  value,
  type: 'home',
  isPrimary: false,
  status: 'Not Validated',
});
const reachable = (emails: string[], phones: string[] = []): PersonChange => ({
  emails: emails.map(point),
  phones: phones.map(point),
});
const post = (account: number, sent: PersonChange, duplicates: Duplicates = 'merge', now = NOW) =>
  postPerson(table, account, sent, { duplicates, now, check: () => {} });
const change = (account: number, id: number, sent: PersonChange, now = NOW) =>
  changePerson(table, account, id, (person) => updatePerson(person, sent, now), now);

/** Whom an address, or a number of digits, leads to. */
async function leadOf(account: number, value: string): Promise<number | undefined> {
  const keys = value.includes('@') ? { addresses: [value], phones: [] } : { addresses: [], phones: [value] };
  return leadsTo(await readLeads(table, account, keys), keys)?.person;
}

describe('a post', () => {
  it('makes a person, to whom its addresses and numbers lead', async () => {
    const account = anAccount();
    const { person, created } = await post(account, reachable(['Ann@Example.com'], ['(555) 123-4567']));
    expect(created).toBe(true);
    expect((await getPerson(table, account, person.id))?.person).toEqual(person);
    expect(person.emails[0]?.value).toBe('Ann@Example.com');
    expect(await readOwners(table, account, ['ann@example.com'])).toEqual(
      new Map([['ann@example.com', [{ person: person.id, from: NOW }]]]),
    );
    expect(await leadOf(account, '5551234567')).toBe(person.id);
    expect(await readTotal(table, account, 'people')).toBe(1);
  });

  it('is about one person, also among twenty at once that spell the address differently', async () => {
    const account = anAccount();
    const address = 'ann.lee@example.com';
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, post_) => {
        const spelled = [...address].map((letter, at) =>
          (post_ >> (at % 5)) & 1 ? letter.toUpperCase() : letter,
        );
        return post(account, { ...reachable([spelled.join('')]), tags: [`tag ${post_}`] });
      }),
    );
    expect(outcomes.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(outcomes.map(({ person }) => person.id)).size).toBe(1);
    const stored = await getPerson(table, account, outcomes[0]?.person.id as number);
    expect(stored?.person.emails).toHaveLength(1);
    expect(stored?.person.tags).toHaveLength(20);
    expect(await readTotal(table, account, 'people')).toBe(1);
  });

  it('is about one person, also among twenty at once with the same number', async () => {
    const account = anAccount();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, post_) =>
        post(account, reachable([`ann${post_}@example.com`], ['5551234567'])),
      ),
    );
    expect(new Set(outcomes.map(({ person }) => person.id)).size).toBe(1);
    expect(await readTotal(table, account, 'people')).toBe(1);
    for (let post_ = 0; post_ < 20; post_++) {
      expect(await leadOf(account, `ann${post_}@example.com`)).toBe(outcomes[0]?.person.id);
    }
  });

  it('finds by address before it finds by number, and takes nothing from anybody', async () => {
    const account = anAccount();
    const ann = await post(account, reachable(['ann@example.com'], ['5551111111']));
    const bob = await post(account, reachable(['bob@example.com'], ['5552222222']));
    const { person, created } = await post(
      account,
      reachable(['ann@example.com', 'new@example.com'], ['5552222222']),
    );
    expect([person.id, created]).toEqual([ann.person.id, false]);
    expect(await leadOf(account, '5552222222')).toBe(bob.person.id);
    expect(await leadOf(account, 'new@example.com')).toBe(ann.person.id);
  });

  it('gives the match back as it is if asked to', async () => {
    const account = anAccount();
    const ann = await post(account, reachable(['ann@example.com']));
    const again = await post(account, { ...reachable(['ann@example.com']), firstName: 'Ann' }, 'keep');
    expect(again).toEqual({ person: ann.person, created: false });
  });

  it('makes another person if asked to; the address keeps leading to the first', async () => {
    const account = anAccount();
    const ann = await post(account, reachable(['ann@example.com']));
    const twin = await post(account, reachable(['ann@example.com', 'twin@example.com']), 'create');
    expect(twin.created).toBe(true);
    expect(await leadOf(account, 'ann@example.com')).toBe(ann.person.id);
    expect(await leadOf(account, 'twin@example.com')).toBe(twin.person.id);
    await removePerson(table, account, twin.person.id, NOW + 1);
    expect(await leadOf(account, 'ann@example.com')).toBe(ann.person.id);
  });

  it('of a person that is too large is refused, naming what makes it so, and stores nothing', async () => {
    const account = anAccount();
    const background = randomBytes(400_000).toString('base64');
    await expect(post(account, { ...reachable(['ann@example.com']), background })).rejects.toThrow(
      "Invalid field 'background'",
    );
    expect(await leadOf(account, 'ann@example.com')).toBeUndefined();
    expect(await readTotal(table, account, 'people')).toBe(0);
  });

  it('belongs to an account', async () => {
    const [one, other] = [anAccount(), anAccount()];
    await post(one, reachable(['ann@example.com']));
    const { person, created } = await post(other, reachable(['ann@example.com']));
    expect([person.id, created]).toEqual([1, true]);
  });
});

describe('an update', () => {
  it('lets removed addresses and numbers go and takes the added ones', async () => {
    const account = anAccount();
    await post(account, reachable(['old@example.com', 'same@example.com'], ['5551111111']));
    await change(
      account,
      1,
      reachable(['SAME@example.com', 'new@example.com'], ['5552222222']),
      NOW + 60_000,
    );
    expect(
      await readOwners(table, account, ['old@example.com', 'same@example.com', 'new@example.com']),
    ).toEqual(
      new Map([
        ['old@example.com', [{ person: 1, from: NOW, until: NOW + 60_000 }]],
        ['same@example.com', [{ person: 1, from: NOW }]],
        ['new@example.com', [{ person: 1, from: NOW + 60_000 }]],
      ]),
    );
    expect(await leadOf(account, '5551111111')).toBeUndefined();
    expect(await leadOf(account, '5552222222')).toBe(1);
  });

  it('takes no address that leads to somebody else', async () => {
    const account = anAccount();
    await post(account, reachable(['ann@example.com']));
    await post(account, reachable(['bob@example.com']));
    const bob = await change(account, 2, reachable(['bob@example.com', 'ann@example.com']));
    expect(bob?.emails).toHaveLength(2);
    expect(await leadOf(account, 'ann@example.com')).toBe(1);
  });

  it('can hand an address on from one person to another', async () => {
    const account = anAccount();
    await post(account, reachable(['ann@example.com']));
    await post(account, reachable(['bob@example.com']));
    await change(account, 1, reachable([]), NOW + 1_000);
    await change(account, 2, reachable(['bob@example.com', 'ann@example.com']), NOW + 2_000);
    expect((await readOwners(table, account, ['ann@example.com'])).get('ann@example.com')).toEqual([
      { person: 1, from: NOW, until: NOW + 1_000 },
      { person: 2, from: NOW + 2_000 },
    ]);
  });

  it('is not lost to others at the same time', async () => {
    const account = anAccount();
    await post(account, reachable(['ann@example.com']));
    await Promise.all([
      ...Array.from({ length: 10 }, (_, at) =>
        changePerson(
          table,
          account,
          1,
          (person) => updatePerson(person, { tags: [`tag ${at}`] }, NOW, { mergeTags: true }),
          NOW,
        ),
      ),
      post(account, { ...reachable(['ann@example.com', 'ann@example.org']), firstName: 'Ann' }),
    ]);
    const stored = await getPerson(table, account, 1);
    expect(stored?.person.tags).toHaveLength(10);
    expect(stored?.person).toMatchObject({ firstName: 'Ann', emails: [{}, {}] });
  });

  it('of all 25 addresses is fine; of all 25 numbers too at once it is refused, as it fits no transaction', async () => {
    const account = anAccount();
    const many = (from: number) => ({
      emails: Array.from({ length: 25 }, (_, at) => `ann${from + at}@example.com`),
      phones: Array.from({ length: 25 }, (_, at) => String(5_550_000_000 + from + at)),
    });
    await post(account, reachable(many(0).emails, many(0).phones));
    await expect(change(account, 1, reachable(many(50).emails, many(50).phones))).rejects.toThrow(
      'Too many changes',
    );
    await change(account, 1, { emails: many(50).emails.map(point) });
    await change(account, 1, { phones: many(50).phones.map(point) });
    expect(await leadOf(account, 'ann74@example.com')).toBe(1);
    expect(await leadOf(account, 'ann24@example.com')).toBeUndefined();
  });
});

describe('a deletion', () => {
  it('leaves nothing personal, and that there was somebody', async () => {
    const account = anAccount();
    await post(account, { ...reachable(['ann@example.com'], ['5551111111']), firstName: 'Ann' });
    expect(await removePerson(table, account, 1, NOW + 1_000)).toBe(true);
    const [item] = await readAll(table, [personKey(account, 1)]);
    expect(Object.keys(item ?? {}).sort()).toEqual([
      'PK',
      'SK',
      'created',
      'deleted',
      'format',
      'id',
      'version',
    ]);
    expect(await getPerson(table, account, 1)).toBeUndefined();
    expect(await readPeople(table, account, [1, 2])).toEqual(
      new Map([[1, { id: 1, created: NOW, deleted: NOW + 1_000 }]]),
    );
    expect(await readTotal(table, account, 'people')).toBe(0);
  });

  it('frees the address; who had it is known for 30 days and then forgotten', async () => {
    const account = anAccount();
    await post(account, reachable(['ann@example.com']));
    await removePerson(table, account, 1, NOW + 1_000);
    const [item] = await readAll(table, [addressKey(account, 'ann@example.com')]);
    expect(item?.ttl?.N).toBe(String((NOW + 1_000 + ADDRESS_HISTORY_MS) / 1_000));
    const { person, created } = await post(account, reachable(['ann@example.com']), 'merge', NOW + 2_000);
    expect([person.id, created]).toEqual([2, true]);
    const [claimed] = await readAll(table, [addressKey(account, 'ann@example.com')]);
    expect(claimed?.ttl).toBeUndefined();
    const owners = (await readOwners(table, account, ['ann@example.com'])).get('ann@example.com') ?? [];
    expect(owners).toHaveLength(2);
    expect(currentOwner(owners)).toBe(2);
  });

  it('happens once', async () => {
    const account = anAccount();
    await post(account, reachable(['ann@example.com']));
    const outcomes = await Promise.all([1, 2, 3].map(() => removePerson(table, account, 1, NOW)));
    expect(outcomes.filter((deleted) => deleted)).toHaveLength(1);
    expect(await readTotal(table, account, 'people')).toBe(0);
    expect(await change(account, 1, { firstName: 'Ann' })).toBeNull();
  });

  it('and posts at the same time end with the address leading to somebody who lives', async () => {
    const account = anAccount();
    await post(account, reachable(['ann@example.com']));
    const [, ...posts] = await Promise.all([
      removePerson(table, account, 1, NOW + 1),
      ...Array.from({ length: 5 }, (_, at) =>
        post(account, { ...reachable(['ann@example.com']), tags: [`${at}`] }),
      ),
    ]);
    const lead = (await leadOf(account, 'ann@example.com')) as number | undefined;
    const alive = posts.filter(({ person }) => person.id === lead);
    if (lead === undefined) expect(new Set(posts.map(({ person }) => person.id))).toEqual(new Set([1]));
    else expect(alive.length).toBeGreaterThan(0);
    expect(await readTotal(table, account, 'people')).toBe(lead === undefined ? 0 : 1);
  });
});

describe('heads of people', () => {
  it('have the primary address as it was given', async () => {
    const account = anAccount();
    await post(account, reachable(['Ann@Example.com', 'ann@example.org']));
    await post(account, { firstName: 'Bob' });
    expect(await readPeople(table, account, [1, 2, 3], { consistent: true })).toEqual(
      new Map([
        [1, { id: 1, created: NOW, address: 'Ann@Example.com' }],
        [2, { id: 2, created: NOW }],
      ]),
    );
  });

  it('are counted, and of them those in the trash', async () => {
    const account = anAccount();
    const counts = async () => [
      await readTotal(table, account, 'people'),
      await readTotal(table, account, 'trashed'),
    ];
    await post(account, { stage: 'Trash' });
    await post(account, { firstName: 'Bob' });
    expect(await counts()).toEqual([2, 1]);
    await change(account, 2, { stage: 'Trash' });
    expect(await counts()).toEqual([2, 2]);
    await change(account, 1, { stage: 'Lead' });
    expect(await counts()).toEqual([2, 1]);
    await removePerson(table, account, 2, NOW);
    expect(await counts()).toEqual([1, 0]);
  });
});
