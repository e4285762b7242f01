import type { BatchStatementResponse } from '@aws-sdk/client-dynamodb';
import { type Chain, type Message, messageName } from '../domain/event.ts';
import type { Figures } from '../domain/figures.ts';
import { inGroups } from '../in-groups.ts';
import { inParallel } from '../in-parallel.ts';
import { STATEMENTS_PER_CALL_MAX } from '../limits.ts';
import { retry } from '../retry.ts';
import { type Item, numberOf, text, textOf, toKey } from './attributes.ts';
import { decodeEvents, encodeEvents } from './chain-encoding.ts';
import { failureOf } from './errors.ts';
import { chainKey } from './keys.ts';
import { type ReadOptions, readAll } from './read-all.ts';
import type { Table } from './table.ts';

/**
 * Loads chains by their messages, each at its position, without what they have in pages; one of which nothing
 * is stored comes back empty and without a version. One that can't be read comes back as the error, and harms
 * no other.
 */
export async function loadChains(
  table: Table,
  account: number,
  messages: readonly Message[],
  options: ReadOptions = {},
): Promise<(Chain | Error)[]> {
  const keys = messages.map(({ person, campaign }) => chainKey(account, person, campaign));
  const items = await readAll(table, keys, options);
  return messages.map((message, position) => {
    try {
      return parseChain(message, items[position]);
    } catch (cause) {
      return new Error(`the chain ${messageName(message)} can't be read`, { cause });
    }
  });
}

/** A chain to be saved: its new events under a new version, if the stored one is still `version`. */
export interface Save {
  /** As it was read; without a version it must not exist yet. */
  chain: Chain;
  next: Chain & { version: string };
}

/** How a save ended, after all its tries. Only `saved` and `lost` are definite (rule 11); after `unknown` it may yet take effect. */
export type SaveResult =
  | { kind: 'saved' }
  /** Another version was there: `current`, if DynamoDB gave it back. */
  | { kind: 'lost'; current?: Chain }
  | { kind: 'unknown'; error: unknown };

/** Calls in flight: more only queue at the client's sockets. */
const CONCURRENT_CALLS = 4;

/**
 * Saves chains, 25 statements a call, each alone succeeding or failing on its version.
 *
 * BatchExecuteStatement, because BatchWriteItem takes no conditions and TransactWriteItems costs twice the
 * write units and is all or nothing. It answers a losing UPDATE with the current item, so that a lost race
 * needs no read; a losing INSERT (`DuplicateItem`) has none.
 *
 * @returns a result for every save, by `messageName`
 */
export async function saveChains(
  table: Table,
  account: number,
  saves: readonly Save[],
): Promise<Map<string, SaveResult>> {
  const results = new Map<string, SaveResult>();
  await inParallel(inGroups(saves, STATEMENTS_PER_CALL_MAX), CONCURRENT_CALLS, async (group) => {
    for (const [name, result] of await saveGroup(table, account, group)) results.set(name, result);
  });
  return results;
}

/**
 * Rule 13: what has no definite answer is sent again, since it may have taken effect or may yet: whole calls, and
 * statements that failed inside a 200. In the end it is unknown, however definite its last answer looks.
 */
async function saveGroup(
  table: Table,
  account: number,
  saves: readonly Save[],
): Promise<Map<string, SaveResult>> {
  const results = new Map<string, SaveResult>();
  let open = saves.map((save) => ({ chain: save.chain, statement: statementOf(table.name, account, save) }));
  const send = async () => {
    const Statements = open.map(({ statement }) => statement);
    const { Responses = [] } = await table.call('BatchExecuteStatement', { Statements }, { once: true });
    open = open.filter(({ chain }, position) => {
      const result = resultOf(chain, Responses[position]);
      results.set(messageName(chain), result);
      return result.kind === 'unknown';
    });
  };
  try {
    await retry(send, () => open.length > 0);
  } catch (error) {
    for (const { chain } of open) results.set(messageName(chain), { kind: 'unknown', error });
  }
  return results;
}

function statementOf(tableName: string, account: number, { chain, next }: Save) {
  const { PK, SK } = toKey(chainKey(account, chain.person, chain.campaign)) as Record<
    'PK' | 'SK',
    Item[string]
  >;
  const version = text(next.version);
  const events = encodeEvents(next.events);
  return chain.version === undefined
    ? {
        Statement: `INSERT INTO "${tableName}" VALUE {'PK': ?, 'SK': ?, 'version': ?, 'events': ?}`,
        Parameters: [PK, SK, version, events],
      }
    : {
        Statement: `UPDATE "${tableName}" SET "version"=? SET "events"=? WHERE "PK"=? AND "SK"=? AND "version"=?`,
        Parameters: [version, events, PK, SK, text(chain.version)],
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      };
}

function resultOf(message: Message, response: BatchStatementResponse | undefined): SaveResult {
  if (!response) return { kind: 'unknown', error: new Error('a statement without an answer') };
  if (!response.Error) return { kind: 'saved' };
  if (failureOf(response.Error.Code) !== 'duplicate') {
    return { kind: 'unknown', error: new Error(`a save was refused: ${response.Error.Code}`) };
  }
  return { kind: 'lost', ...currentOf(message, response.Error.Item) };
}

/** An item that can't be read harms no other statement of the call: whoever reads it again is told so. */
function currentOf(message: Message, item: Item | undefined): { current?: Chain } {
  if (!item) return {};
  try {
    return { current: parseChain(message, item) };
  } catch {
    return {};
  }
}

/** A chain's own item. @throws if it can't be read */
export function parseChain({ person, campaign }: Message, item: Item | undefined): Chain {
  if (!item?.events) return { person, campaign, events: [] };
  return {
    person,
    campaign,
    version: textOf(item, 'version'),
    ...(item.pages && {
      past: {
        pages: numberOf(item, 'pages'),
        until: numberOf(item, 'until'),
        figures: JSON.parse(textOf(item, 'figures')) as Figures,
        ...(item.delivered && { delivered: numberOf(item, 'delivered') }),
      },
    }),
    events: decodeEvents(item.events),
  };
}
