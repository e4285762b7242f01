import { describe, expect, it } from 'vitest';
import { eventSchema } from '../../lib/dialects/followupboss/event.ts';
import { withoutLengths } from '../../lib/http/without-lengths.ts';

describe('a length that is none', () => {
  const odd = { toString: 0 };

  it.each<[string, unknown, unknown]>([
    ['is left out', { a: { length: odd, b: 1 } }, { a: { b: 1 } }],
    ['is left out of lists too', [[{ length: [] }]], [[{}]]],
    [
      'stays where it is a number or a text, which compare',
      { length: 3, a: { length: 'x' } },
      { length: 3, a: { length: 'x' } },
    ],
    ['is not there', 'text', 'text'],
  ])('%s', (_, body, without) => expect(withoutLengths(body)).toEqual(without));

  it('may be nested deeper than the stack', () => {
    let body: unknown = { length: odd };
    for (let level = 0; level < 200_000; level++) body = [body];
    expect(() => withoutLengths(body)).not.toThrow();
  });

  it('would make a schema throw that bounds a length, and then names its field', () => {
    const event = () => ({ type: 'open', campaignId: 1, recipient: 'a@b.cd', url: { length: odd } });
    expect(() => eventSchema.safeParse(event())).toThrow(TypeError);
    expect(eventSchema.safeParse(withoutLengths(event())).error?.issues).toMatchObject([{ path: ['url'] }]);
  });
});
