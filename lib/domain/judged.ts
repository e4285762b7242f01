import type { StoredEvent } from './event.ts';
import type { Properties } from './event-properties.ts';
import { isOfType, propertiesOf, type Word } from './event-types.ts';
import { type Judged, type Judgement, judge } from './machine.ts';

const judgedTypes = ['OPEN', 'CLICK', 'STATUSCHANGE', 'DELIVERED'] as const;

/** An event as verdicts are made from it; `undefined` for what has no part in them. */
export function judgedAs({
  word,
  created,
  dated,
  url,
  properties,
  evidence,
}: StoredEvent): Judged | undefined {
  const type = judgedTypes.find((candidate) => isOfType(word, candidate));
  if (!type || (type === 'STATUSCHANGE' && !isByLink(word, properties))) return undefined;
  return {
    type,
    created,
    dated,
    ...(url !== undefined && { url }),
    agent: properties?.userAgent !== undefined,
    ...(evidence && { evidence }),
  };
}

/** Scanners follow the links of a mail, also the one that unsubscribes. */
const isByLink = (word: Word, properties?: Properties): boolean =>
  linkSources.includes(String(properties?.source ?? propertiesOf(word).source));
const linkSources = ['SOURCE_RECIPIENT', 'SOURCE_LIST_UNSUBSCRIBE'];

/** Whether machines did what a chain's events say, by the events: a function of the set of them. */
export function judgementsOf(events: readonly StoredEvent[]): Map<StoredEvent, Judgement> {
  const judged = events.flatMap((event) => {
    const as = judgedAs(event);
    return as ? [{ event, as }] : [];
  });
  const judgements = judge(judged.map(({ as }) => as));
  return new Map([
    ...judged.flatMap(({ event }, position) => {
      const judgement = judgements[position];
      return judgement ? [[event, judgement] as const] : [];
    }),
    ...events.flatMap((event) => {
      const { decided } = event.evidence ?? {};
      const said = decided && saidTypes.some((type) => isOfType(event.word, type));
      return said ? [[event, { verdict: decided.verdict, reasons: [decided.reason] }] as const] : [];
    }),
  ]);
}

/** No rule is known of these but the word of whoever saw them. */
const saidTypes = ['PRINT', 'FORWARD'] as const;
