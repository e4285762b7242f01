import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Evidence, type Judged, judge, type Verdict } from '../../lib/domain/machine.ts';
import { inTwoOrders } from '../arbitraries.ts';
import { aClick, anEvent, busyChain } from './machine-events.ts';
import { takenForMachine } from './machine-model.ts';

const verdicts = (...events: Judged[]): (Verdict | undefined)[] => judge(events).map((each) => each?.verdict);
/** What is said of the first event among others. */
const onFirst = (...events: Judged[]) => judge(events)[0];
const humans = (events: readonly Judged[]): number =>
  judge(events).filter((judgement) => judgement && judgement.verdict !== 'yes').length;

const yes = (...reasons: string[]) => ({ verdict: 'yes', reasons });
const no = { verdict: 'no', reasons: [] };

describe('where nothing speaks against a person', () => {
  it('an open by a known user agent, a click and a change of status are a person’s', () =>
    expect(judge([anEvent('OPEN', 0), aClick(0), anEvent('STATUSCHANGE', 0)])).toEqual([no, no, no]));

  it('an open without a user agent is unknown', () =>
    expect(onFirst(anEvent('OPEN', 0, { agent: false }))).toEqual({
      verdict: 'unknown',
      reasons: ['agent-unknown'],
    }));

  it('a click without a user agent is a person’s', () =>
    expect(onFirst(aClick(0, 1, { agent: false }))).toEqual(no));

  it('a click without an open is, and so are both at once', () => {
    expect(verdicts(aClick(0))).toEqual(['no']);
    expect(verdicts(anEvent('OPEN', 0), aClick(1))).toEqual(['no', 'no']);
  });

  it('a delivery has no verdict', () => expect(judge([anEvent('DELIVERED', 0)])).toEqual([undefined]));
});

describe('what ingest decided (rules 1 to 5)', () => {
  const proxy: Evidence = { decided: { verdict: 'no', reason: 'image-proxy' } };
  const scanner: Evidence = { decided: { verdict: 'yes', reason: 'scanner' } };
  const burst = [aClick(1_000, 1), aClick(1_001, 2), aClick(1_002, 3)];

  it('stands whatever else happened: a proxy’s open before a burst is a person’s', () =>
    expect(onFirst(anEvent('OPEN', 0, { evidence: proxy }), ...burst)).toEqual({
      verdict: 'no',
      reasons: ['image-proxy'],
    }));

  it('is the first of the reasons, before those that say the same', () =>
    expect(onFirst(aClick(1_003, 4, { evidence: scanner }), ...burst)).toEqual(yes('scanner', 'burst')));

  it('about a click that is a person’s makes it count for no burst and no trap', () => {
    const person: Evidence = { decided: { verdict: 'no', reason: 'sender' } };
    const clicks = [1, 2, 3].map((link) => aClick(link, link, { evidence: { ...person, trap: true } }));
    expect(verdicts(anEvent('OPEN', 0), aClick(4, 4), ...clicks)).toEqual(['no', 'no', 'no', 'no', 'no']);
  });
});

describe('a click on a link that only machines see (rule 6)', () => {
  const trap = aClick(0, 1, { evidence: { trap: true } });

  it('is a machine’s, dated or not', () => {
    expect(onFirst(trap)).toEqual(yes('trap'));
    expect(onFirst({ ...trap, dated: false })).toEqual(yes('trap'));
  });

  it.each([
    [-10_001, 'no'],
    [-10_000, 'yes'],
    [10_000, 'yes'],
    [10_001, 'no'],
  ])('makes what happened %i ms from it: %s', (at, verdict) => {
    expect(verdicts(aClick(at, 2), anEvent('OPEN', at), anEvent('STATUSCHANGE', at), trap)).toEqual([
      verdict,
      verdict,
      verdict,
      'yes',
    ]);
  });

  it('without a time says nothing of others', () =>
    expect(verdicts(aClick(1, 2), { ...trap, dated: false })).toEqual(['no', 'yes']));
});

describe('a burst of clicks (rule 7)', () => {
  const many: Evidence = { manyLinks: true };

  it.each<[string, Judged[], Verdict]>([
    ['three links within 2 s', [aClick(0, 1), aClick(1_000, 2), aClick(2_000, 3)], 'yes'],
    ['three links in more than 2 s', [aClick(0, 1), aClick(1_000, 2), aClick(2_001, 3)], 'no'],
    ['two links', [aClick(0, 1), aClick(1, 2), aClick(2, 1), aClick(3, 2)], 'no'],
    ['two links of many within 1 s', [aClick(0, 1, { evidence: many }), aClick(1_000, 2)], 'yes'],
    ['two links of many in more than 1 s', [aClick(0, 1, { evidence: many }), aClick(1_001, 2)], 'no'],
    ['one link of many, twice', [aClick(0, 1, { evidence: many }), aClick(1, 1)], 'no'],
    ['the same link thrice', [aClick(0), aClick(1), aClick(2)], 'no'],
    ['clicks without links', [1, 2, 3].map((at) => anEvent('CLICK', at)), 'no'],
    ['clicks without times', [1, 2, 3].map((link) => aClick(0, link, { dated: false })), 'no'],
  ])('%s: %s', (_, clicks, verdict) => {
    expect(new Set(verdicts(...clicks))).toEqual(new Set([verdict]));
  });

  const burst = [aClick(100_000, 1), aClick(100_500, 2), aClick(101_000, 3)];

  it('takes in every click that lies in it, on whatever link', () =>
    expect(verdicts(aClick(100_700, 1), anEvent('CLICK', 100_800), ...burst)).not.toContain('no'));

  it.each([
    [39_999, 'no', []],
    [40_000, 'yes', ['before-burst']],
    [100_000, 'yes', ['burst']],
    [101_000, 'yes', ['burst']],
    [103_000, 'no', []],
  ])('makes an open at %i ms, with clicks from 100,000 to 101,000 ms: %s', (at, verdict, reasons) =>
    expect(onFirst(anEvent('OPEN', at), ...burst)).toEqual({ verdict, reasons }),
  );

  it('makes a change of status within it a machine’s, also right after the last click (rule 8)', () => {
    expect(onFirst(anEvent('STATUSCHANGE', 100_200), ...burst)).toEqual(yes('burst'));
    expect(onFirst(anEvent('STATUSCHANGE', 101_400), ...burst)).toEqual(yes('burst'));
    expect(onFirst(anEvent('STATUSCHANGE', 40_000), ...burst)).toEqual(no);
  });
});

describe('the delivery (rule 9)', () => {
  const delivered = anEvent('DELIVERED', 0);

  it.each<[Judged['type'], number, object]>([
    ['OPEN', -1, yes('before-delivery')],
    ['OPEN', 0, yes('at-delivery')],
    ['OPEN', 1_999, yes('at-delivery')],
    ['OPEN', 2_000, no],
    ['CLICK', -1, yes('before-delivery')],
    ['CLICK', 0, no],
  ])('and an %s %i ms after it', (type, at, judgement) =>
    expect(onFirst(anEvent(type, at), delivered)).toEqual(judgement),
  );

  it('is the earliest that has a time', () =>
    expect(
      verdicts(
        anEvent('OPEN', -5_000),
        delivered,
        anEvent('DELIVERED', -10_000),
        anEvent('DELIVERED', -2_000, { dated: false }),
      ),
    ).toEqual(['no', undefined, undefined, undefined]));

  it('says nothing of what has no time', () =>
    expect(onFirst(anEvent('OPEN', -5_000, { dated: false }), delivered)).toEqual(no));
});

describe('a network that machines are in (rule 10)', () => {
  it('says yes if that is certain, and unknown if it is probable', () => {
    expect(onFirst(aClick(0, 1, { evidence: { network: 'certain' } }))).toEqual(yes('network'));
    expect(onFirst(aClick(0, 1, { evidence: { network: 'probable' } }))).toEqual({
      verdict: 'unknown',
      reasons: ['network'],
    });
  });

  it('that is probable leaves a burst what it is', () => {
    const burst = [1, 2, 3].map((link) => aClick(link, link, { evidence: { network: 'probable' } }));
    expect(verdicts(...burst)).toEqual(['yes', 'yes', 'yes']);
  });
});

describe('verdicts', () => {
  it('are always what the rules say of all pairs and triples of events', () => {
    fc.assert(
      fc.property(busyChain, (events) => {
        const judgements = judge(events);
        for (const [position, event] of events.entries()) {
          if (event.type === 'DELIVERED') continue;
          const { decided, network } = event.evidence ?? {};
          const machine = takenForMachine(event, events) || network === 'certain';
          const expected = decided ? decided.verdict === 'yes' : machine;
          expect(judgements[position]?.verdict === 'yes').toBe(expected);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('are always the same, with their reasons, in whatever order the events come', () => {
    fc.assert(
      fc.property(inTwoOrders(busyChain), ([events, order]) => {
        const judgements = new Map(events.map((event, position) => [event, judge(events)[position]]));
        expect(judge(order)).toEqual(order.map((event) => judgements.get(event)));
      }),
    );
  });

  it('are never raised in favour of people by a burst that is added', () => {
    fc.assert(
      fc.property(busyChain, fc.nat(60_000), fc.nat(400), (events, at, step) => {
        const burst = [11, 12, 13, 14, 15].map((link, index) => aClick(at + index * step, link));
        expect(humans([...events, ...burst])).toBeLessThanOrEqual(humans(events));
      }),
    );
  });

  it('on a burst leave a click that a person makes later', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.integer({ min: 3_000, max: 9e6 }), (step, later) => {
        const burst = [11, 12, 13, 14, 15].map((link, index) => aClick(index * step, link));
        expect(onFirst(aClick(4 * step + later, 1), ...burst)).toEqual(no);
      }),
    );
  });
});
