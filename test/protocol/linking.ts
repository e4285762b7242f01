import type { StoredEvent, Submission } from '../../lib/domain/event.ts';
import { type LinkedChain, link, type Settlement } from '../../lib/protocol/link.ts';
import { aChain } from '../factories.ts';

/** The tag of the attempt that links. */
export const ME = 'me';

export interface Given {
  /** The chain's events, and those it has in pages. */
  stored?: StoredEvent[];
  past?: StoredEvent[];
  submitted: Submission[];
  /** What is known of the tags. */
  tags?: Record<string, Settlement>;
  room?: boolean;
}

export const linking = ({ stored = [], past = [], submitted, tags = {}, room = true }: Given): LinkedChain =>
  link(aChain({ events: stored }), past, submitted, {
    tag: ME,
    settlementOf: ({ tag }) => tags[tag],
    mayTakeOver: () => room,
  });

/** `open 1 under t1`. */
export const toldEvents = ({ events }: LinkedChain): string[] =>
  events.map(({ word, number, tag }) => `${word} ${number} under ${tag}`);
/** `1 stored, counted by me`. */
export const toldLinks = ({ linked }: LinkedChain): string[] =>
  [...linked].map(([number, { as, countedBy }]) => `${number} ${as}, counted by ${countedBy}`);
