import type { Properties } from '../domain/event-properties.ts';
import type { Word } from '../domain/event-types.ts';
import type { Evidence } from '../domain/machine.ts';
import type { Circumstances } from './evidence.ts';

/** An event as a dialect read it, before ingest numbers it. It has a recipient, a person, or both. */
export interface EventDraft {
  word: Word;
  campaign: number;
  /** When it happened, ms, if the sender said so. */
  occurred?: number;
  /** Canonical. */
  recipient?: string;
  /** The recipient as the sender spelled it. */
  spelling?: string;
  person?: number;
  /** The user it was sent from, if the sender said so. */
  user?: number;
  url?: string;
  /** The sender's own id of the event. */
  sourceId?: string;
  properties?: Properties;
  /** What the sender said that tells people from machines. */
  circumstances?: Omit<Circumstances, 'type' | 'url'>;
  /** Whether a machine did it, as far as ingest can tell. */
  evidence?: Evidence;
}
