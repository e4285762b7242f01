import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { parseCursor, parseLimit, renderCursor } from '../../../lib/dialects/hubspot/cursor.ts';
import { anApiRequest } from '../followupboss/an-api-request.ts';

const LIST = 'GET /email/public/v1/campaigns';
const schema = z.object({ place: z.string().check(z.regex(/^\d+$/)) });
const filters = { appId: '1', eventType: 'OPEN' };

const offset = renderCursor(anApiRequest(LIST, { query: filters }), { place: '17' });
/** What somebody makes who knows how it is made. */
const withPlace = (place: string) =>
  Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(offset, 'base64url').toString()), place })).toString(
    'base64url',
  );
const read = (given: Parameters<typeof anApiRequest>[1] = {}, list = LIST) =>
  parseCursor(anApiRequest(list, { query: { ...filters, offset }, ...given }), schema);

describe('an offset', () => {
  it('is read by the list that gave it', () => expect(read()).toEqual({ place: '17' }));

  it('is URL-safe and says nothing to who doesn’t decode it', () => expect(offset).toMatch(/^[\w-]+$/));

  it.each<[string, Record<string, string>]>([
    ['another limit', { ...filters, offset, limit: '3' }],
    ['another way to say whose key it is', { ...filters, offset, hapikey: 'k', portalId: '1' }],
    ['filters that are empty', { ...filters, offset, recipient: '' }],
    ['parameters in another order', { offset, eventType: 'OPEN', appId: '1' }],
    ['snapshots or without', { ...filters, offset, includeSnapshots: 'true' }],
  ])('goes with %s', (_, query) => expect(read({ query })).toEqual({ place: '17' }));

  it.each<[string, () => unknown]>([
    ['of another account', () => read({ account: 2 })],
    ['of another list', () => read({}, 'GET /email/public/v1/campaigns/by-id')],
    ['with another filter', () => read({ query: { ...filters, appId: '2', offset } })],
    ['with a filter less', () => read({ query: { appId: '1', offset } })],
    ['that was cut', () => read({ query: { ...filters, offset: offset.slice(0, -3) } })],
    ['with a place of its own', () => read({ query: { ...filters, offset: withPlace('18') } })],
    ['with a letter more', () => read({ query: { ...filters, offset: `${offset}A` } })],
    ['that is none', () => read({ query: { ...filters, offset: '10' } })],
    ['that is JSON’s null', () => read({ query: { ...filters, offset: 'bnVsbA' } })],
    ['that is too long', () => read({ query: { ...filters, offset: 'A'.repeat(1_001) } })],
    [
      'whose place is none',
      () => {
        const request = anApiRequest(LIST, { query: filters });
        return read({ query: { ...filters, offset: renderCursor(request, { place: 'x' }) } });
      },
    ],
  ])('%s is refused by name', (_, act) =>
    expect(act).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.stringMatching(/'offset'/) }),
    ),
  );

  it.each([[undefined], ['']])('that isn’t there is the first page: %j', (none) => {
    expect(read({ query: none === undefined ? {} : { offset: none } })).toBeUndefined();
  });
});

describe('a limit', () => {
  const limit = (query: Record<string, string>) => parseLimit(anApiRequest(LIST, { query }));

  it('is 10 unless given, and from 1 to 1000', () => {
    expect([limit({}), limit({ limit: '' }), limit({ limit: '1' }), limit({ limit: '1000' })]).toEqual([
      10, 10, 1, 1_000,
    ]);
  });

  it.each(['0', '1001', '-1', 'ten', '1.5', '9'.repeat(20)])('of %s is refused by name', (value) => {
    expect(() => limit({ limit: value })).toThrow(/'limit'/);
  });
});
