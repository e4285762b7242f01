import type { Judged } from '../../lib/domain/machine.ts';

/**
 * The rules of time (6 to 9) as the facts state them, over all pairs and triples: whether one takes an event for
 * a machine's. What the code under test makes fast is here only as plain as possible.
 */
export function takenForMachine(event: Judged, all: readonly Judged[]): boolean {
  if (event.type === 'CLICK' && event.evidence?.trap) return true;
  if (!event.dated) return false;
  const { created, type } = event;
  const clicks = all.filter(
    (each) => each.type === 'CLICK' && each.dated && each.evidence?.decided?.verdict !== 'no',
  );
  const nearTrap = clicks.some(
    (click) => click.evidence?.trap && Math.abs(click.created - created) <= 10_000,
  );
  const beforeBurst =
    type === 'OPEN' &&
    clicks.some(
      (click) =>
        created <= click.created && click.created <= created + 60_000 && isInBurst(click.created, clicks),
    );
  const delivered = all.filter((each) => each.type === 'DELIVERED' && each.dated).map((each) => each.created);
  const first = delivered.length > 0 ? Math.min(...delivered) : Number.NEGATIVE_INFINITY;
  const early = created < first + (type === 'OPEN' ? 2_000 : 0);
  return nearTrap || isInBurst(created, clicks) || beforeBurst || early;
}

/** Whether a time and clicks on three links lie within 2 s, or on two within 1 s where one knows of many. */
function isInBurst(time: number, clicks: readonly Judged[]): boolean {
  const within = (ms: number, some: readonly Judged[]) => {
    const times = [time, ...some.map(({ created }) => created)];
    const differ = new Set(some.map(({ url }) => url)).size === some.length;
    return differ && Math.max(...times) - Math.min(...times) <= ms;
  };
  const linked = clicks.filter(({ url }) => url !== undefined);
  return linked.some((a) =>
    linked.some(
      (b) =>
        ((a.evidence?.manyLinks || b.evidence?.manyLinks) && within(1_000, [a, b])) ||
        linked.some((c) => within(2_000, [a, b, c])),
    ),
  );
}
