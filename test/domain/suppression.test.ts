import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causeAt, dropReasons, type Suppression, suppressionKind } from '../../lib/domain/suppression.ts';
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
  const later = aSuppression({ kind: 'unsubscribe', number: 12, created: NOW + 1 });

  it.each<[string, Suppression[], Suppression | undefined]>([
    ['nothing, where nothing suppressed the address', [], undefined],
    ['what suppressed the address before', [bounce], bounce],
    ['the latest of several', [bounce, spam], spam],
    ['what happened at the very time', [{ ...spam, created: NOW }], { ...spam, created: NOW }],
    ['nothing that happened later', [later], undefined],
    ['of two at one time the graver', [spam, { ...bounce, created: spam.created, number: 12 }], spam],
  ])('is %s', (_, suppressions, cause) => expect(causeAt(suppressions, NOW)).toEqual(cause));

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
