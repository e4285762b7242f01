import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type AddressChange,
  type AddressStatus,
  type SubscriptionChange,
  statusAt,
  subscriptionsIn,
} from '../../lib/domain/subscription-status.ts';
import { aSuppression, NOW, SECOND_MS } from '../factories.ts';
import '../seed.ts';

let numbers = 0;
const aChange = (
  kind: AddressChange['kind'],
  seconds = 0,
  subscriptions: SubscriptionChange[] = [],
): AddressChange => ({
  ...aSuppression({ kind, created: NOW + seconds * SECOND_MS, number: ++numbers }),
  subscriptions,
});
const inOne = (id: number): SubscriptionChange => ({ id, status: 'SUBSCRIBED' });
const outOfOne = (id: number): SubscriptionChange => ({ id, status: 'UNSUBSCRIBED' });

const NOTHING: AddressStatus = { unsubscribed: false, bounced: false, spam: false, subscriptions: [] };

describe('the status of an address', () => {
  it.each<[string, AddressChange[], Partial<AddressStatus>]>([
    ['is subscribed, where nothing is known', [], {}],
    ['is bounced after a bounce', [aChange('bounce')], { bounced: true }],
    ['is bounced after a hard bounce', [aChange('hard-bounce')], { bounced: true }],
    ['is not after an unbounce', [aChange('hard-bounce'), aChange('unbounce', 1)], {}],
    ['is bounced again', [aChange('unbounce', 1), aChange('bounce', 2)], { bounced: true }],
    ['is bounced where both are of one time', [aChange('unbounce'), aChange('bounce')], { bounced: true }],
    ['is unsubscribed', [aChange('unsubscribe')], { unsubscribed: true }],
    ['is subscribed again', [aChange('unsubscribe'), aChange('subscribe', 1)], {}],
    [
      'is unsubscribed by the later of two, whichever came in first',
      [aChange('unsubscribe', 1), aChange('subscribe')],
      { unsubscribed: true },
    ],
    ['is spam for good', [aChange('spam'), aChange('subscribe', 1), aChange('unbounce', 1)], { spam: true }],
    [
      'has each flag of its own',
      [aChange('spam'), aChange('bounce'), aChange('unsubscribe')],
      { spam: true, bounced: true, unsubscribed: true },
    ],
    [
      'has what was last said of each kind of mail, by id',
      [aChange('change', 1, [outOfOne(7), inOne(2)]), aChange('change', 2, [inOne(7)])],
      {
        subscriptions: [
          { ...inOne(2), updated: NOW + SECOND_MS },
          { ...inOne(7), updated: NOW + 2 * SECOND_MS },
        ],
      },
    ],
    [
      'has the refusal of what was said at one time',
      [aChange('change', 0, [outOfOne(7)]), aChange('change', 0, [inOne(7)])],
      { subscriptions: [{ ...outOfOne(7), updated: NOW }] },
    ],
    [
      'has no other kinds of mail changed by an unsubscribe from all',
      [aChange('subscribe', 0, [inOne(7)]), aChange('unsubscribe', 1)],
      { unsubscribed: true, subscriptions: [{ ...inOne(7), updated: NOW }] },
    ],
  ])('%s', (_, changes, expected) => {
    expect(statusAt(changes)).toEqual({ ...NOTHING, ...expected });
    expect(statusAt(changes.toReversed())).toEqual({ ...NOTHING, ...expected });
  });

  it('at a time knows nothing of later', () => {
    const changes = [aChange('bounce'), aChange('unbounce', 2), aChange('change', 3, [outOfOne(7)])];
    const at = (seconds: number) => statusAt(changes, NOW + seconds * SECOND_MS);
    expect(at(-1)).toEqual(NOTHING);
    expect([at(0).bounced, at(1).bounced, at(2).bounced]).toEqual([true, true, false]);
    expect([at(2).subscriptions, at(3).subscriptions]).toEqual([
      [],
      [{ ...outOfOne(7), updated: NOW + 3 * SECOND_MS }],
    ]);
  });

  const subscription: fc.Arbitrary<SubscriptionChange> = fc.record(
    {
      id: fc.integer({ min: 1, max: 3 }),
      status: fc.constantFrom('SUBSCRIBED', 'UNSUBSCRIBED'),
      legalBasisChange: fc.record({ optState: fc.constantFrom('OPT_IN', 'OPT_OUT', 'NOT_OPTED') }),
    },
    { requiredKeys: ['id', 'status'] },
  );
  const change: fc.Arbitrary<AddressChange> = fc.record({
    kind: fc.constantFrom('change', 'unbounce', 'subscribe', 'bounce', 'hard-bounce', 'unsubscribe', 'spam'),
    created: fc.integer({ min: 0, max: 4 }).map((seconds) => NOW + seconds * SECOND_MS),
    number: fc.integer({ min: 1, max: 100 }),
    person: fc.constantFrom(7, 8),
    campaign: fc.constantFrom(0, 2, 3),
    subscriptions: fc.array(subscription, { maxLength: 3 }),
  });

  test('is the same for the same changes in any order and as often as they come', () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 10 }).chain((changes) =>
          fc.record({
            changes: fc.constant(changes),
            shuffled: fc.shuffledSubarray([...changes, ...changes], {
              minLength: 2 * changes.length,
            }),
            at: fc.integer({ min: 0, max: 5 }).map((seconds) => NOW + seconds * SECOND_MS),
          }),
        ),
        ({ changes, shuffled, at }) => {
          expect(statusAt(shuffled)).toEqual(statusAt(changes));
          expect(statusAt(shuffled, at)).toEqual(statusAt(changes.filter(({ created }) => created <= at)));
        },
      ),
    );
  });
});

describe('what properties say of kinds of mail', () => {
  it('is read with its legal basis', () => {
    const said = {
      id: 7,
      status: 'UNSUBSCRIBED',
      legalBasisChange: { legalBasisType: 'NON_GDPR', legalBasisExplanation: 'asked', optState: 'OPT_OUT' },
    };
    expect(subscriptionsIn({ subscriptions: [said, { id: 1, status: 'SUBSCRIBED' }] })).toEqual([
      said,
      { id: 1, status: 'SUBSCRIBED' },
    ]);
  });

  it.each([
    [undefined],
    [null],
    ['all'],
    [{ id: 7, status: 'UNSUBSCRIBED' }],
    [[{ id: '7', status: 'UNSUBSCRIBED' }, { id: 7, status: 'PAUSED' }, { id: 7 }, null]],
  ])('is nothing where it can’t be read: %j', (subscriptions) => {
    expect(subscriptionsIn(subscriptions === undefined ? {} : { subscriptions })).toEqual([]);
  });
});
