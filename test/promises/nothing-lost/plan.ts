import type { Random } from '../../blast/random.ts';
import type { Said } from '../model.ts';

const WORDS = ['delivered', 'delivered', 'open', 'open', 'click', 'hard-bounce', 'unsubscribe', 'dropped'];
const HOUR_MS = 3_600_000;

/**
 * A request: few hours and links, so that some of it says what others have said; one in fifty events is to nobody,
 * who is the person behind the last one, and one in fifty has no time.
 */
export function planRequest(
  random: Random,
  size: { events: number; people: number; campaigns: number },
  now: number,
): Said[] {
  const hour = Math.floor(now / HOUR_MS);
  return Array.from({ length: size.events }, () => {
    const word = random.pick(WORDS);
    return {
      person: random.chance(0.02) ? size.people : random.below(size.people),
      campaign: random.below(size.campaigns),
      word,
      at: random.chance(0.02) ? undefined : (hour - 1 - random.below(3)) * HOUR_MS,
      ...(word === 'click' && { url: `https://example.com/${random.below(3)}` }),
    };
  });
}
