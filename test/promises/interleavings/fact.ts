import type { QueuedEvent } from '../../../lib/domain/chunk.ts';
import { addressOf, personOf } from './submissions.ts';

/** Of the two people; anybody else is nobody. */
export const personOfAddress = (address: string): number | undefined =>
  [0, 1].filter((position) => addressOf(position) === address).map(personOf)[0];

export type Fact = Pick<QueuedEvent, 'campaign' | 'word' | 'created' | 'url' | 'dated' | 'number'> & {
  person: number;
};

/** What an event says, in the model's own words: without a time of its own each is a fact. */
export const factOf = ({ person, campaign, word, created, url, dated, number }: Fact): string =>
  `${campaign} ${person} ${word} ${dated ? `${created} ${url ?? ''}` : `#${number}`}`;
