import type { StoredEvent } from './event.ts';
import { hourOf } from './event.ts';
import type { Word } from './event-types.ts';

/** One counted event in the journal: the way to its chain. Nothing personal. */
export interface JournalRow {
  number: number;
  person: number;
  /** ms */
  created: number;
  word: Word;
}

/** The rows of one campaign and hour, as one batch commits them. */
export interface JournalGroup {
  campaign: number;
  hour: number;
  rows: JournalRow[];
}

/** Sorts events of one message into the groups of a batch, by campaign and hour. */
export function addToGroups(
  groups: Map<string, JournalGroup>,
  { person, campaign }: { person: number; campaign: number },
  { number, created, word }: Pick<StoredEvent, 'number' | 'created' | 'word'>,
): void {
  const hour = hourOf(created);
  const name = groupName(campaign, hour);
  const group = groups.get(name) ?? { campaign, hour, rows: [] };
  group.rows.push({ number, person, created, word });
  groups.set(name, group);
}

/** A name for a group of (campaign, hour) in sets and maps. */
export const groupName = (campaign: number, hour: number): string => `${campaign}.${hour}`;
