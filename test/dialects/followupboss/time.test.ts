import { describe, expect, it } from 'vitest';
import { parseTime, renderTime } from '../../../lib/dialects/followupboss/time.ts';

const AT = Date.UTC(2012, 3, 23, 2, 23, 11);

describe('a time as clients send it', () => {
  it.each([
    ['2012-04-23T02:23:11Z', AT],
    ['2012-04-23T02:23:11.000Z', AT],
    ['2012-04-23T02:23:11.250Z', AT + 250],
    ['2012-04-23T03:23:11+01:00', AT],
    ['2012-04-23T03:23:11+0100', AT],
    ['2012-04-22T21:53:11-0430', AT],
    ['2012-04-23T02:23:11', AT],
    ['2012-04-23 02:23:11', AT],
    ['  2012-04-23T02:23:11Z ', AT],
    ['2012-04-23T02:23Z', AT - 11_000],
    ['2012-04-23T02:23', AT - 11_000],
    ['2012-04-23T03:23+01:00', AT - 11_000],
    ['2012-04-23', Date.UTC(2012, 3, 23)],
  ])('%j is read', (text, expected) => {
    expect(parseTime(text)).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    '2012',
    '2012-02-30T00:00:00Z',
    '2012-04-23T25:00:00Z',
    '04/23/2012',
    '1335147791',
    '+0100',
  ])('%j is none', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  it('is given back in whole seconds of UTC', () => {
    expect(renderTime(AT + 999)).toBe('2012-04-23T02:23:11Z');
  });
});
