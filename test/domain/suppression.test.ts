import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  causeAt,
  dropReasons,
  possibleCauses,
  type Suppression,
  suppressionKind,
} from '../../lib/domain/suppression.ts';
import { inTwoOrders, suppressionsByAddress } from '../arbitraries.ts';
import { aSuppression, NOW, SECOND_MS } from '../factories.ts';

describe('a suppression', () => {
  it.each([
    ['bounced', 'bounce'],
    ['hard-bounce', 'hard-bounce'],
    ['spamreport', 'spam'],
    ['unsubscribe', 'unsubscribe'],
    ['soft-bounce', undefined],
    ['delivered', undefined],
    ['open', undefined],
    ['click', undefined],
    ['dropped', undefined],
    ['BOUNCE', 'bounce'],
    ['BOUNCE:hard', 'hard-bounce'],
    ['BOUNCE:soft', undefined],
    ['SPAMREPORT', 'spam'],
    ['STATUSCHANGE:unsubscribe', 'unsubscribe'],
    ['STATUSCHANGE:subscribe', 'subscribe'],
    ['STATUSCHANGE', 'change'],
    ['UNBOUNCE', 'unbounce'],
    ['DEFERRED', undefined],
  ] as const)('follows from %s: %s', (word, kind) => expect(suppressionKind(word)).toBe(kind));

  it('is told as HubSpot’s reason for a drop', () =>
    expect(dropReasons).toEqual({
      bounce: 'PREVIOUSLY_BOUNCED',
      'hard-bounce': 'PREVIOUSLY_BOUNCED',
      spam: 'PREVIOUS_SPAM',
      unsubscribe: 'PREVIOUSLY_UNSUBSCRIBED_PORTAL',
    }));
});

describe('the cause of a drop', () => {
  const bounce = aSuppression({ number: 10, created: NOW - 2 * SECOND_MS });
  const spam = aSuppression({ kind: 'spam', number: 11, created: NOW - SECOND_MS });
  const lift = (kind: 'unbounce' | 'subscribe', created: number) =>
    aSuppression({ kind, number: 13, created });
  const leave = (lists?: number[]) =>
    aSuppression({ kind: 'unsubscribe', number: 14, created: NOW - SECOND_MS, ...(lists && { lists }) });
  const join = (lists: number[] | undefined, created: number) =>
    aSuppression({ kind: 'subscribe', number: 15, created, ...(lists && { lists }) });
  const later = aSuppression({ kind: 'unsubscribe', number: 12, created: NOW + 1 });

  it.each<[string, Suppression[], Suppression | undefined]>([
    ['nothing, where nothing suppressed the address', [], undefined],
    ['what suppressed the address before', [bounce], bounce],
    ['the latest of several', [bounce, spam], spam],
    ['what happened at the very time', [{ ...spam, created: NOW }], { ...spam, created: NOW }],
    ['nothing that happened later', [later], undefined],
    ['nothing that was lifted since', [bounce, lift('unbounce', NOW - SECOND_MS)], undefined],
    ['nothing that was lifted at the very time', [bounce, lift('unbounce', NOW)], undefined],
    ['what happened again after the lift', [lift('unbounce', bounce.created), bounce], bounce],
    ['what no lift of another kind lifts', [bounce, lift('subscribe', NOW)], bounce],
    ['a spam report, for good', [spam, lift('unbounce', NOW), lift('subscribe', NOW)], spam],
    ['no list that was joined again', [leave([7]), join([7, 8], NOW)], undefined],
    [
      'no lists that were joined again one by one',
      [leave([7, 8]), join([7], NOW), join([8], NOW)],
      undefined,
    ],
    ['a list, though another was joined', [leave([7]), join([8], NOW)], leave([7])],
    ['all mail, though a list was joined', [leave(), join([7], NOW)], leave()],
    ['no list, where all mail was joined again', [leave([7]), join(undefined, NOW)], undefined],
    ['nothing that is lifted only later', [bounce, lift('unbounce', NOW + 1)], bounce],
    ['of two at one time the graver', [spam, { ...bounce, created: spam.created, number: 12 }], spam],
  ])('is %s', (_, suppressions, cause) => expect(causeAt(suppressions, NOW)).toEqual(cause));

  it.each([
    ['DROPPED', {}, ['bounce', 'hard-bounce', 'unsubscribe', 'spam']],
    ['DROPPED', { dropReason: 'PREVIOUSLY_BOUNCED' }, ['bounce', 'hard-bounce']],
    ['DROPPED', { dropReason: 'PREVIOUS_SPAM' }, ['spam']],
    ['DROPPED', { dropReason: 'PREVIOUSLY_UNSUBSCRIBED_MESSAGE' }, ['unsubscribe']],
    ['DROPPED', { dropReason: 'CAMPAIGN_CANCELLED' }, []],
    ['SUPPRESSED', {}, ['bounce', 'hard-bounce', 'unsubscribe', 'spam']],
    ['STATUSCHANGE', { source: 'SOURCE_SPAM_REPORT' }, ['spam']],
    ['STATUSCHANGE', { source: 'SOURCE_NON_DELIVERY_REPORT' }, ['bounce', 'hard-bounce']],
    ['STATUSCHANGE', { source: 'SOURCE_RECIPIENT' }, []],
    ['BOUNCE', {}, []],
  ] as const)('of a %s with %j is one of %j', (type, properties, kinds) =>
    expect(possibleCauses(type, properties)).toEqual(kinds),
  );

  it('is always the same, in whatever order the suppressions came in and are read', () => {
    const suppressions = suppressionsByAddress.map((byAddress) => [...byAddress.values()].flat());
    const withoutNumber = (cause?: Suppression) => cause && { ...cause, number: 0 };
    fc.assert(
      fc.property(inTwoOrders(suppressions), fc.nat(5), ([all, order], seconds) => {
        const at = NOW + seconds * SECOND_MS;
        expect(causeAt(order, at)).toEqual(causeAt(all, at));
        const renumbered = order.map((suppression, number) => ({ ...suppression, number }));
        expect(withoutNumber(causeAt(renumbered, at))).toEqual(withoutNumber(causeAt(all, at)));
      }),
    );
  });
});
