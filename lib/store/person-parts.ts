import type { StoredEvent } from '../domain/event.ts';
import { type Item, text, textOf, toKey } from './attributes.ts';
import { decodeEvents } from './chain-encoding.ts';
import { parseKeptAnswer } from './kept-answers.ts';
import { CHAIN_PREFIX, KEPT_ANSWER_PREFIX, messagesCampaign, personPartition } from './keys.ts';
import type { Table } from './table.ts';

/** One of the items that stand with a person, and its place among them. */
export type PersonPart =
  | { kind: 'messages'; place: string; campaign: number; events: StoredEvent[] }
  | { kind: 'answer'; place: string; answer: unknown };

/**
 * Chains, their pages and kept answers of a person, in the order of the table: a chain comes before its pages, so
 * that an event on its way between is seen twice rather than not at all. Strongly consistent.
 * @param after the place of the last part that was seen
 */
export async function* walkParts(
  table: Table,
  account: number,
  person: number,
  after?: string,
): AsyncGenerator<PersonPart> {
  const PK = personPartition(account, person);
  let start: Item | undefined = after === undefined ? undefined : toKey({ PK, SK: after });
  do {
    const { Items = [], LastEvaluatedKey } = await table.call('Query', {
      TableName: table.name,
      KeyConditionExpression: 'PK = :partition',
      ExpressionAttributeValues: { ':partition': text(PK) },
      ConsistentRead: true,
      ...(start && { ExclusiveStartKey: start }),
    });
    yield* Items.flatMap(parsePart);
    start = LastEvaluatedKey;
  } while (start);
}

function parsePart(item: Item): PersonPart[] {
  const place = textOf(item, 'SK');
  if (place.startsWith(CHAIN_PREFIX) && item.events) {
    return [
      { kind: 'messages', place, campaign: messagesCampaign(place), events: decodeEvents(item.events) },
    ];
  }
  if (place.startsWith(KEPT_ANSWER_PREFIX)) return [{ kind: 'answer', place, answer: parseKeptAnswer(item) }];
  return [];
}
