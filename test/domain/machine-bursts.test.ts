import { describe, expect, it } from 'vitest';
import { type Judged, judge } from '../../lib/domain/machine.ts';
import { Random } from '../blast/random.ts';
import { SECOND_MS } from '../factories.ts';
import { aClick, anEvent } from './machine-events.ts';

const MINUTE_MS = 60 * SECOND_MS;
const MAILS = 1_000;

/** When 836 bursts of real mailings began after their mail was sent (craft-campaign#546), ms. */
const DELAYS: readonly { share: number; from: number; to: number }[] = [
  { share: 0.005, from: 0, to: 10 * SECOND_MS },
  { share: 0.022, from: 10 * SECOND_MS, to: 20 * SECOND_MS },
  { share: 0.664, from: 20 * SECOND_MS, to: MINUTE_MS },
  { share: 0.283, from: MINUTE_MS, to: 5 * MINUTE_MS },
  { share: 0.026, from: 5 * MINUTE_MS, to: 60 * MINUTE_MS },
];

function aDelay(random: Random): number {
  const chance = random.next();
  let sum = 0;
  for (const { share, from, to } of DELAYS) {
    sum += share;
    if (chance < sum) return from + random.below(to - from);
  }
  throw new Error('the shares come to less than one');
}

/** A mail that a scanner looks into: often the pixel first, then five links and more within a second. */
function aScannedMail(random: Random): Judged[] {
  const start = aDelay(random);
  const links = 5 + random.below(20);
  const clicks = Array.from({ length: links }, (_, link) =>
    aClick(start + (link === 0 ? 0 : random.below(SECOND_MS)), link),
  );
  const open = anEvent('OPEN', start - random.below(Math.min(start, MINUTE_MS)));
  return [anEvent('DELIVERED', 0), ...random.shuffled([open, ...clicks])];
}

/** A mail that somebody reads: opened at some time, then a link every 8 to 24 s, in a mail of many links. */
function aReadMail(random: Random): Judged[] {
  const opened = 2 * SECOND_MS + random.below(24 * 60 * MINUTE_MS);
  let now = opened;
  const clicks = Array.from({ length: 1 + random.below(8) }, (_, link) => {
    now += 8 * SECOND_MS + random.below(16 * SECOND_MS + 1);
    return aClick(now, link, { evidence: { manyLinks: true } });
  });
  return [anEvent('DELIVERED', 0), ...random.shuffled([anEvent('OPEN', opened), ...clicks])];
}

/** Verdicts on all opens and clicks of so many mails. */
function verdictsOn(mails: readonly Judged[][]): Set<string> {
  return new Set(
    mails.flatMap((events) => judge(events).flatMap((judgement) => (judgement ? [judgement.verdict] : []))),
  );
}

describe('of a thousand mails', () => {
  const random = new Random(1);

  it('that scanners look into with the delays of real ones, all opens and clicks are a machine’s', () =>
    expect(verdictsOn(Array.from({ length: MAILS }, () => aScannedMail(random)))).toEqual(new Set(['yes'])));

  it('that people read with 8 to 24 s between clicks, none are', () =>
    expect(verdictsOn(Array.from({ length: MAILS }, () => aReadMail(random)))).toEqual(new Set(['no'])));
});
