import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Client, type Handlers, openHandlers } from './real-handlers.ts';

/** Also on a slow machine, and on a slower DynamoDB than the embedded one. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface Person {
  id: number;
  firstName: string;
  emails: { value: string }[];
  [field: string]: unknown;
}
interface People {
  _metadata: {
    limit: number;
    offset: number;
    total: number | null;
    next: string | null;
    nextLink: string | null;
  };
  people: Person[];
}

let handlers: Handlers;
beforeAll(async () => {
  handlers = await openHandlers('people');
});
afterAll(() => handlers.close());

const list = async (client: Client, query = '') => {
  const { status, body } = await client('GET', query.startsWith('http') ? query : `/v1/people${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as People;
};
const idsOf = ({ people }: People) => people.map(({ id }) => id);
const post = async (client: Client, json: unknown, query = '') => {
  const { status, body } = await client('POST', `/v1/people${query}`, json);
  return { status, person: body as Person };
};

describe('a person', () => {
  it('is posted, read, changed and deleted', async () => {
    const client = await handlers.aClient();
    const sent = {
      name: 'Ann Lee',
      emails: ['Ann@Example.com'],
      phones: [{ value: '555-123-4567' }],
      customPet: 'cat',
    };
    const { status, person } = await post(client, sent);
    expect(status).toBe(201);
    expect(person).toMatchObject({
      id: 1,
      name: 'Ann Lee',
      stage: 'Lead',
      source: '<unspecified>',
      emails: [{ value: 'Ann@Example.com', isPrimary: 1 }],
      customPet: 'cat',
    });
    const { customPet, customFields, ...plain } = person;
    expect((await client('GET', '/v1/people/1')).body).toEqual(plain);
    expect((await client('GET', '/v1/people/1?fields=allFields')).body).toEqual(person);
    expect((await client('GET', '/v1/people/1?fields=name,customPet')).body).toEqual({
      id: 1,
      name: 'Ann Lee',
      customPet: 'cat',
    });

    const put = await client('PUT', '/v1/people/1', {
      lastName: 'Smith',
      emails: ['new@example.com'],
      source: 'x',
    });
    expect(put).toMatchObject({
      status: 200,
      body: { name: 'Ann Smith', source: '<unspecified>', customPet: 'cat' },
    });
    expect(idsOf(await list(client, '?email=ann@example.com'))).toEqual([]);
    expect(idsOf(await list(client, '?email=NEW@example.com'))).toEqual([1]);

    expect(await client('DELETE', '/v1/people/1')).toMatchObject({ status: 200, body: {} });
    for (const [method, json] of [['GET'], ['PUT', {}], ['DELETE']] as const) {
      expect((await client(method, '/v1/people/1', json)).status).toBe(404);
    }
    expect(await list(client)).toMatchObject({ _metadata: { total: 0 }, people: [] });
    expect(idsOf(await list(client, '?email=new@example.com'))).toEqual([]);
  });

  it('is merged into who has the address or the number, unless the query says otherwise', async () => {
    const client = await handlers.aClient();
    const sent = { emails: ['ann@example.com'], phones: ['5551234567'], tags: ['a'] };
    await post(client, sent);
    const merged = await post(client, { emails: ['ANN@example.com'], firstName: 'Ann', tags: ['b'] });
    expect(merged).toMatchObject({ status: 200, person: { id: 1, firstName: 'Ann', tags: ['a', 'b'] } });
    const byPhone = await post(client, { phones: ['+1 (555) 123-4567'], emails: ['ann@example.org'] });
    expect(byPhone).toMatchObject({ status: 200, person: { id: 1, emails: [{}, {}] } });
    const kept = await post(client, { emails: ['ann@example.com'], firstName: 'Eve' }, '?deduplicate=true');
    expect(kept).toMatchObject({ status: 200, person: { id: 1, firstName: 'Ann' } });
    expect(await post(client, sent, '?deduplicate=false')).toMatchObject({ status: 201, person: { id: 2 } });
    expect(await post(client, sent, '?dedupe=false')).toMatchObject({ status: 201, person: { id: 3 } });
    expect(idsOf(await list(client, '?email=ann@example.com'))).toEqual([1]);
    const unclear = await post(client, sent, '?deduplicate=perhaps');
    expect(unclear).toMatchObject({
      status: 400,
      person: { errorMessage: "Invalid field 'deduplicate': not true or false." },
    });
  });

  it('is made once by twenty posts at once that spell the address differently', async () => {
    const client = await handlers.aClient();
    const posts = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        post(client, { emails: [at % 2 ? 'ann@EXAMPLE.com' : 'Ann@example.com'] }),
      ),
    );
    expect(posts.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
    expect(await list(client)).toMatchObject({
      _metadata: { total: 1 },
      people: [{ id: posts[0]?.person.id }],
    });
  });

  it('has its tags united by an update that asks for it', async () => {
    const client = await handlers.aClient();
    await post(client, { tags: ['a', 'b'] });
    expect((await client('PUT', '/v1/people/1?mergeTags=true', { tags: ['c'] })).body).toMatchObject({
      tags: ['a', 'b', 'c'],
    });
    expect((await client('PUT', '/v1/people/1', { tags: ['d'] })).body).toMatchObject({ tags: ['d'] });
  });

  it.each([
    ['a list', [], 'JSON object'],
    ['null', null, 'JSON object'],
    ['an address that is none', { emails: ['ann@example.com', 'ann'] }, "'emails[1]'"],
    ['a number that is none', { emails: ['ann@example.com'], phones: [{ value: 'x' }] }, "'phones[0].value'"],
    ['a price that is none', { emails: ['ann@example.com'], price: 'x' }, "'price'"],
  ])('of %s is refused, and nothing is stored', async (_, json, named) => {
    const client = await handlers.aClient();
    const { status, person } = await post(client, json);
    expect(status).toBe(400);
    expect(person).toEqual({
      errorMessage: expect.stringContaining(named),
      message: expect.stringContaining(named),
    });
    await post(client, { firstName: 'Bob' });
    const bad = await client('PUT', '/v1/people/1', json);
    expect(bad.status).toBe(400);
    expect(await list(client)).toMatchObject({
      _metadata: { total: 1 },
      people: [{ id: 1, firstName: 'Bob', emails: [] }],
    });
    expect(idsOf(await list(client, '?email=ann@example.com'))).toEqual([]);
  });

  it('can be posted as a form with bracket arrays', async () => {
    const client = await handlers.aClient();
    const form =
      'firstName=Ann&emails[0][value]=ann@example.com&emails[0][isPrimary]=1&contacted=true&price=5&tags[]=a';
    const { status, body } = await client('POST', '/v1/people', form);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      firstName: 'Ann',
      emails: [{ value: 'ann@example.com' }],
      contacted: 1,
      price: 5,
      tags: ['a'],
    });
  });

  it('whose tags came together to too many is refused', async () => {
    const client = await handlers.aClient();
    const tags = (prefix: string) => Array.from({ length: 60 }, (_, at) => `${prefix}${at}`);
    await post(client, { emails: ['ann@example.com'], tags: tags('a') });
    const { status, person } = await post(client, { emails: ['ann@example.com'], tags: tags('b') });
    expect(status).toBe(400);
    expect(person).toMatchObject({ errorMessage: expect.stringContaining("'tags'") });
  });

  it('of another account is not there', async () => {
    const [client, other] = [await handlers.aClient(), await handlers.aClient()];
    await post(client, { emails: ['ann@example.com'] });
    expect((await other('GET', '/v1/people/1')).status).toBe(404);
    expect((await other('PUT', '/v1/people/1', { firstName: 'x' })).status).toBe(404);
    expect((await other('DELETE', '/v1/people/1')).status).toBe(404);
    expect(idsOf(await list(other, '?id=1'))).toEqual([]);
    expect(idsOf(await list(other, '?email=ann@example.com'))).toEqual([]);
  });
});

describe('checkDuplicate', () => {
  let client: Client;
  beforeAll(async () => {
    client = await handlers.aClient();
    await post(client, { emails: ['ann@example.com'], phones: ['5551234567'], assignedTo: 'Tom Agent' });
  });

  it.each([
    ['email=ANN@example.com', { found: true, matchedBy: 'email', assignedTo: 'Tom Agent' }],
    ['phone=%2B1555-123-4567', { found: true, matchedBy: 'phone', assignedTo: 'Tom Agent' }],
    ['email=bob@example.com&phone=5551234567', { found: true, matchedBy: 'phone', assignedTo: 'Tom Agent' }],
    ['email=bob@example.com', { found: false }],
    ['email=nonsense', { found: false }],
    [`phone=${'5'.repeat(60)}`, { found: false }],
  ])('%s', async (query, body) => {
    expect(await client('GET', `/v1/people/checkDuplicate?${query}`)).toMatchObject({ status: 200, body });
  });

  it('wants to know of whom', async () =>
    expect((await client('GET', '/v1/people/checkDuplicate')).status).toBe(400));
});

describe('the list of people', () => {
  let client: Client;
  beforeAll(async () => {
    client = await handlers.aClient();
    const names = ['Eve Adams', 'Bob Baker', 'ann Clark', 'Dan Davis', 'Cat Evans', 'Old Trash'];
    for (const [at, name] of names.entries()) {
      const stage = at === 5 ? 'Trash' : at === 1 ? 'Closed' : undefined;
      await post(client, {
        name,
        stage,
        emails: [`p${at + 1}@example.com`],
        price: at * 100,
        tags: [`t${at}`],
        customPet: at,
      });
    }
    await client('PUT', '/v1/people/2', { background: 'changed last' });
  });

  it.each([
    ['', [5, 4, 3, 2, 1], 5],
    ['?includeTrash=true', [6, 5, 4, 3, 2, 1], 6],
    ['?sort=id', [1, 2, 3, 4, 5], 5],
    ['?sort=-created', [5, 4, 3, 2, 1], 5],
    ['?sort=name', [3, 2, 5, 4, 1], 5],
    ['?sort=-firstName', [1, 4, 5, 2, 3], 5],
    ['?sort=lastName', [1, 2, 3, 4, 5], 5],
    ['?sort=-price', [5, 4, 3, 2, 1], 5],
    ['?offset=2&limit=2', [3, 2], 5],
    ['?sort=name&offset=1&limit=2', [2, 5], 5],
    ['?id=4,2,99', [4, 2], 2],
    ['?id=4,2&sort=id', [2, 4], 2],
    ['?id=6', [], 0],
    ['?id=4&email=p4@example.com', [4], 1],
    ['?id=4&email=p5@example.com', [], 0],
    ['?email=P4@Example.com', [4], 1],
    ['?phone=5551234567', [], 0],
    ['?name=an', [5, 4, 3], null],
    ['?name=ann%20cl', [3], null],
    ['?firstName=BOB', [2], null],
    ['?lastName=a&limit=100', [5, 4, 3, 2, 1], null],
    ['?stage=closed', [2], null],
    ['?tags=t0,t2', [3, 1], null],
    ['?priceAbove=100&priceBelow=400', [4, 3], null],
    ['?contacted=1', [], null],
    ['?customPet=2', [3], null],
    ['?idLessThan=3', [2, 1], null],
    ['?createdAfter=2020-01-01&sort=name', [3, 2, 5, 4, 1], 5],
    ['?createdBefore=2020-01-01', [], null],
  ])('%s', async (query, ids, total) => {
    const found = await list(client, query);
    expect(idsOf(found)).toEqual(ids);
    expect(found._metadata.total).toBe(total);
  });

  it('gives the fields asked for', async () => {
    const { people } = await list(client, '?fields=firstName,customPet&limit=1');
    expect(people).toEqual([{ id: 5, firstName: 'Cat', customPet: 4 }]);
    expect((await list(client, '?limit=1')).people[0]).not.toHaveProperty('customPet');
  });

  it.each([
    ['sort=shoeSize', "'sort'"],
    ['id=1,x', "'id'"],
    [`id=${Array.from({ length: 101 }, (_, at) => at + 1)}`, "'id'"],
    ['priceAbove=much', "'priceAbove'"],
    ['createdAfter=never', "'createdAfter'"],
    ['assignedUserId=x', "'assignedUserId'"],
    ['smartListId=5', "'smartListId'"],
    ['limit=1000', "'limit'"],
    ['offset=5000', 'Deep pagination disabled'],
    ['next=e30', "'next'"],
  ])('with %s is refused', async (query, named) => {
    const { status, body } = await client('GET', `/v1/people?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errorMessage: expect.stringContaining(named) });
  });

  it.each(['?sort=name&limit=2', '?id=1,2,3,4,5&limit=2', '?sort=id&limit=2', '?name=a&limit=2'])(
    '%s goes on by its links to the end',
    async (query) => {
      const { limit, ...whole } = Object.fromEntries(new URLSearchParams(query));
      const all = idsOf(await list(client, `?${new URLSearchParams(whole)}`));
      const found: number[] = [];
      for (let link: string | null = query; link; ) {
        const page: People = await list(client, link);
        expect(page.people.length).toBeLessThanOrEqual(Number(limit));
        found.push(...idsOf(page));
        link = page._metadata.nextLink;
      }
      expect(found).toEqual(all);
    },
  );
});

it('paging by cursor with changing limits neither skips nor repeats while people are added', async () => {
  const client = await handlers.aClient();
  const add = (count: number) =>
    Promise.all(Array.from({ length: count }, () => post(client, { firstName: 'Ann', tags: ['x'] })));
  for (let batch = 0; batch < 10; batch++) await add(25);
  for (const id of [250, 249, 120, 1]) await client('DELETE', `/v1/people/${id}`);

  for (const filter of ['', '&name=ann']) {
    const before = new Set<number>();
    for (let id = 250; id > 0; id--) if (![250, 249, 120, 1].includes(id)) before.add(id);
    const found: number[] = [];
    const limits = [1, 100, 7, 33, 2, 60, 99];
    let next: string | null = null;
    for (let page = 0; page === 0 || next; page++) {
      const limit = limits[page % limits.length];
      const { _metadata, people }: People = await list(
        client,
        `?limit=${limit}${filter}${next ? `&next=${next}` : ''}`,
      );
      expect(people.length).toBeLessThanOrEqual(limit as number);
      found.push(...people.map(({ id }) => id));
      next = _metadata.next;
      await add(2);
    }
    expect(found).toEqual(found.toSorted((a, b) => b - a));
    expect(new Set(found).size).toBe(found.length);
    expect(found.filter((id) => before.has(id))).toEqual([...before]);
  }
});
