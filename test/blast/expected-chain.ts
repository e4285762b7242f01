import type { ListedWord } from '../../lib/domain/event-types.ts';
import type { Fact, ModelMessage } from './model.ts';

/**
 * An event of a chain in a form that the model and the API share: instead of ids, which the model can't know,
 * events are named by their campaign, type and time, which in a blast no two of a person share.
 */
export interface ToldEvent {
  name: string;
  recipient: string;
  url?: string;
  dropReason?: string;
  sentBy?: string;
  obsoletedBy?: string;
  causedBy?: string;
}

export interface ToldChain {
  campaign: number;
  recipient: string;
  state: string;
  events: ToldEvent[];
}

export const nameOf = (campaign: number, type: string, time: number | undefined): string =>
  `${campaign} ${type} ${time ?? 'undated'}`;

const types: Record<ListedWord, string[]> = {
  delivered: ['SENT', 'DELIVERED'],
  open: ['OPEN'],
  click: ['CLICK'],
  bounced: ['BOUNCE'],
  'soft-bounce': ['BOUNCE'],
  'hard-bounce': ['BOUNCE'],
  unsubscribe: ['STATUSCHANGE'],
  spamreport: ['SPAMREPORT'],
  dropped: ['DROPPED'],
};
const reasons: Partial<Record<ListedWord, string>> = {
  bounced: 'PREVIOUSLY_BOUNCED',
  'hard-bounce': 'PREVIOUSLY_BOUNCED',
  spamreport: 'PREVIOUS_SPAM',
  unsubscribe: 'PREVIOUSLY_UNSUBSCRIBED_PORTAL',
};
const states: [type: string, state: string][] = [
  ['SPAMREPORT', 'reported-as-spam'],
  ['STATUSCHANGE', 'unsubscribed'],
  ['CLICK', 'clicked'],
  ['OPEN', 'opened'],
];
const lastWords: Record<string, string> = { DELIVERED: 'delivered', BOUNCE: 'bounced', DROPPED: 'dropped' };

/** The story of one message; `messages` are all of its person, since causes are often in another. */
export function tell({ campaign, facts }: ModelMessage, messages: readonly ModelMessage[]): ToldChain {
  const ordered = facts.toSorted((a, b) => moment(a) - moment(b));
  const events = ordered.flatMap((fact) => types[fact.word].map((type) => ({ fact, type })));
  const first = (wanted: string) => {
    const found = events.find(({ type }) => type === wanted);
    return found && nameOf(campaign, wanted, found.fact.time);
  };
  const [sent, dropped] = [first('SENT'), first('DROPPED')];
  const has = (wanted: string) => events.some(({ type }) => type === wanted);
  const last = events.findLast(({ type }) => type in lastWords)?.type ?? '';
  return {
    campaign,
    recipient: ordered[0]?.recipient ?? '',
    state: states.find(([type]) => has(type))?.[1] ?? lastWords[last] ?? 'sent',
    events: events.map(({ fact, type }) => {
      const name = nameOf(campaign, type, fact.time);
      const sentBy = sent ?? (type === 'DROPPED' ? name : undefined);
      return {
        name,
        recipient: fact.recipient,
        ...(fact.url !== undefined && { url: fact.url }),
        ...(sentBy !== undefined && { sentBy }),
        ...(type === 'SENT' && dropped !== undefined && { obsoletedBy: dropped }),
        ...(type === 'DROPPED' && causeOf(fact, messages)),
      };
    }),
  };
}

/** The latest event before a drop that suppressed its address. */
function causeOf(drop: Fact, messages: readonly ModelMessage[]) {
  const [cause] = messages
    .flatMap(({ campaign, facts }) => facts.map((fact) => ({ campaign, fact })))
    .filter(({ fact }) => reasons[fact.word] && fact.recipient === drop.recipient)
    .filter(({ fact }) => moment(fact) <= moment(drop))
    .sort((a, b) => moment(b.fact) - moment(a.fact));
  if (!cause) return {};
  const { word, time } = cause.fact;
  const [type = ''] = types[word];
  return { dropReason: reasons[word] ?? '', causedBy: nameOf(cause.campaign, type, time) };
}

/** Undated events are the latest: everything that has a time happened long ago. */
const moment = ({ time }: Fact): number => time ?? Number.MAX_SAFE_INTEGER;
