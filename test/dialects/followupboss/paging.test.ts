import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { collection } from '../../../lib/dialects/followupboss/collection.ts';
import { parsePage, renderCursor } from '../../../lib/dialects/followupboss/paging.ts';
import { anApiRequest } from './an-api-request.ts';

const cursorSchema = z.object({ sinceId: z.int().check(z.positive()) });
const asked = (query: Record<string, string>, account = 1, route = 'GET /v1/people') =>
  anApiRequest(route, { query, account });
const page = (query: Record<string, string>) => parsePage(asked(query), cursorSchema);

describe('the page asked for', () => {
  it('is the first ten rows unless the query says otherwise', () => {
    expect(page({})).toEqual({ limit: 10, offset: 0, after: undefined });
    expect(page({ limit: '100', offset: '2000' })).toEqual({ limit: 100, offset: 2000, after: undefined });
  });

  it.each(['0', '101', '-1', '1.5', '1e1', 'ten', '', ' 5', '99999999999999999999'])(
    'is refused with limit=%j',
    (limit) =>
      expect(() => page({ limit })).toThrow("Invalid field 'limit': not a whole number from 1 to 100."),
  );

  it.each(['-1', 'x', '', '1.0'])('is refused with offset=%j', (offset) =>
    expect(() => page({ offset })).toThrow("Invalid field 'offset': not a whole number from 0."),
  );

  it('is refused behind offset 2000, in the words of the live API', () => {
    expect(() => page({ offset: '2001' })).toThrow("Deep pagination disabled, use 'nextLink' url");
  });
});

describe('a cursor', () => {
  const request = asked({ name: 'Ann', limit: '5' });
  const next = renderCursor(request, { sinceId: 105 });

  it('is unpadded base64 of JSON with what it was made of', () => {
    expect(next).toMatch(/^[\w-]+$/);
    expect(JSON.parse(Buffer.from(next, 'base64').toString())).toMatchObject({ sinceId: 105 });
  });

  it('goes on where it was made, also with another limit, other fields, and an offset that no longer counts', () => {
    expect(page({ name: 'Ann', limit: '50', fields: 'id', offset: '7', next })).toEqual({
      limit: 50,
      offset: 0,
      after: { sinceId: 105 },
    });
  });

  const encode = (text: string) => Buffer.from(text).toString('base64url');
  const { of } = JSON.parse(Buffer.from(next, 'base64url').toString()) as { of: string };
  it.each([
    ['another account', asked({ name: 'Ann', next }, 2)],
    ['another list', asked({ name: 'Ann', next }, 1, 'GET /v1/emCampaigns')],
    ['another filter', asked({ name: 'Bob', next })],
    ['no filter', asked({ next })],
    ['one filter more', asked({ name: 'Ann', sort: 'id', next })],
    ['no JSON', asked({ name: 'Ann', next: 'garbage' })],
    ['the live API, without what binds it', asked({ name: 'Ann', next: encode('{"sinceId":105}') })],
    ['null', asked({ name: 'Ann', next: encode('null') })],
    ['a number', asked({ name: 'Ann', next: encode('5') })],
    ['another form', asked({ name: 'Ann', next: encode(JSON.stringify({ sinceId: 'x', of })) })],
    ['a megabyte', asked({ name: 'Ann', next: 'A'.repeat(1_000_000) })],
  ])('of %s is refused', (_, request) =>
    expect(() => parsePage(request, cursorSchema)).toThrow("Invalid cursor 'next'."),
  );
});

describe('a collection', () => {
  it('has one array and the metadata, both links null on the last page', () => {
    expect(collection(asked({}), 'people', [{ id: 1 }], { limit: 10, offset: 0, total: 1 })).toEqual({
      _metadata: { collection: 'people', offset: 0, limit: 10, total: 1, next: null, nextLink: null },
      people: [{ id: 1 }],
    });
  });

  it('links to the next page with the same filters on our own host', () => {
    const request = anApiRequest('GET /v1/emCampaigns/{id}/drops', {
      path: { id: '7' },
      query: { name: 'Ann & Bob', offset: '20', limit: '10', hapikey: 'cm_secret' },
    });
    const { _metadata } = collection(request, 'drops', [], {
      limit: 10,
      offset: 20,
      total: null,
      next: { sinceId: 3 },
    }) as { _metadata: { next: string; nextLink: string } };
    const link = new URL(_metadata.nextLink);
    expect(link.origin + link.pathname).toBe('https://mail.example/v1/emCampaigns/7/drops');
    expect(Object.fromEntries(link.searchParams)).toEqual({
      name: 'Ann & Bob',
      limit: '10',
      next: _metadata.next,
    });
    const followed = { ...request, query: Object.fromEntries(link.searchParams) };
    expect(parsePage(followed, cursorSchema).after).toEqual({ sinceId: 3 });
  });
});
