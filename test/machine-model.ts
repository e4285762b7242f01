// Which opens and clicks of a message are a machine's, by the times of what happened, in the plainest way: every
// event is held against every other. Nothing of it is taken from `lib`.

export interface DatedEvent {
  type: string;
  /** ms */
  created: number;
  url?: string | undefined;
}

const BURST_MS = 2_000;
const BEFORE_BURST_MS = 60_000;
const AT_DELIVERY_MS = 2_000;

/** @param message all of one message's events that have a time; @returns the opens and clicks of machines */
export function machinesOf<Event extends DatedEvent>(message: readonly Event[]): Set<Event> {
  const clicks = message.filter(({ type, url }) => type === 'click' && url !== undefined);
  const starts = message.map(({ created }) => created).flatMap((time) => [time, time - BURST_MS]);
  const bursts = starts.filter(
    (start) => new Set(clicks.filter((click) => isIn(click, start)).map(({ url }) => url)).size >= 3,
  );
  const scanned = clicks.filter((click) => bursts.some((start) => isIn(click, start)));
  const deliveries = message.filter(({ type }) => type === 'delivered').map(({ created }) => created);
  const delivered = deliveries.length > 0 ? Math.min(...deliveries) : undefined;
  return new Set(
    message.filter((event) => {
      const { type, created } = event;
      if (type !== 'open' && type !== 'click') return false;
      if (bursts.some((start) => isIn(event, start))) return true;
      const before = ({ created: click }: DatedEvent) =>
        created <= click && click <= created + BEFORE_BURST_MS;
      if (type === 'open' && scanned.some(before)) return true;
      if (delivered === undefined) return false;
      return created < delivered + (type === 'open' ? AT_DELIVERY_MS : 0);
    }),
  );
}

const isIn = ({ created }: DatedEvent, start: number) => created >= start && created <= start + BURST_MS;
