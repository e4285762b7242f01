import type { Chain, StoredEvent } from '../../../lib/domain/event.ts';
import { addFigures, contributionOf, type Figures } from '../../../lib/domain/figures.ts';
import { addToGroups, type JournalGroup } from '../../../lib/domain/journal.ts';
import { inGroups } from '../../../lib/in-groups.ts';
import { inParallel } from '../../../lib/in-parallel.ts';
import { BATCH_EVENTS_MAX, CHUNK_EVENTS_MAX, KEYS_PER_READ_MAX } from '../../../lib/limits.ts';
import { newTag, shardOf } from '../../../lib/protocol/tag.ts';
import { type Item, text, toKey } from '../../../lib/store/attributes.ts';
import { encodeEvents } from '../../../lib/store/chain-encoding.ts';
import { putCommit } from '../../../lib/store/commits.ts';
import { takeNumbers } from '../../../lib/store/counters.ts';
import { chainKey } from '../../../lib/store/keys.ts';
import { Random } from '../../blast/random.ts';
import { addressOf } from '../audience.ts';
import type { Installation } from '../installation.ts';

const PUTS_PER_CALL = 25;
const CONCURRENT_CALLS = 8;
/** As the blast that is measured, it is told of so long after it happened. */
const SENT_BEFORE_MS = 1_000;
/** The account's owner sends. */
const USER = 1;

const random = new Random(20_261_122);

/**
 * Stores a `delivered` for each of these people as a blast leaves it behind, without sending it through the queue: a
 * million would take the handlers twenty minutes on a small machine. Chains go by `BatchWriteItem`, without their
 * conditions; the numbers are taken, and a batch is committed, by the product's own code. Receipts aren't written, as
 * nothing reads them, nor are addresses: who is to get a further event needs one first (`anAudience`).
 * @param people from the first up to, not including, the last, counted from 0
 */
export async function fill(
  { table, account }: Installation,
  { campaign, people: [from, until] }: { campaign: number; people: readonly [from: number, until: number] },
): Promise<void> {
  for (let first = from; first < until; first += BATCH_EVENTS_MAX) {
    const size = Math.min(BATCH_EVENTS_MAX, until - first);
    const number = await takeNumbers(table, account, 'event', size);
    const shard = shardOf(number, CHUNK_EVENTS_MAX);
    const tag = newTag(Date.now(), random.next(), shard);
    const received = Date.now();
    const chains = Array.from({ length: size }, (_, n) => {
      const version = `${tag}.${(n % KEYS_PER_READ_MAX) + 1}`;
      return { ...aChain(first + n, { number: number + n, tag, received }), campaign, version };
    });
    await putChains({ table, account }, chains);

    const groups = new Map<string, JournalGroup>();
    const figures: Figures = {};
    for (const chain of chains) {
      for (const event of chain.events) addToGroups(groups, chain, event);
      addFigures(figures, contributionOf(chain.events, tag));
    }
    const commit = {
      tag,
      shard,
      except: [],
      groups: [...groups.values()],
      figures: new Map([[campaign, figures]]),
    };
    const { kind } = await putCommit(table, account, commit, Date.now());
    if (kind !== 'committed') throw new Error(`a batch that fills the table was not committed: ${kind}`);
  }
}

type StoredChain = Chain & { version: string };

const aChain = (
  who: number,
  { number, tag, received }: Pick<StoredEvent, 'number' | 'tag' | 'received'>,
): Pick<Chain, 'person' | 'events'> => ({
  person: who + 1,
  events: [
    {
      ...{ number, tag, word: 'delivered', created: received - SENT_BEFORE_MS, dated: true, received },
      ...{ recipient: addressOf(who), user: USER },
    },
  ],
});

async function putChains(
  { table, account }: Pick<Installation, 'table' | 'account'>,
  chains: readonly StoredChain[],
): Promise<void> {
  await inParallel(inGroups(chains, PUTS_PER_CALL), CONCURRENT_CALLS, async (group) => {
    const puts = group.map((chain) => ({ PutRequest: { Item: itemOf(account, chain) } }));
    const { UnprocessedItems = {} } = await table.call('BatchWriteItem', {
      RequestItems: { [table.name]: puts },
    });
    if (Object.keys(UnprocessedItems).length > 0) throw new Error('chains were left unwritten');
  });
}

/** As the store inserts it. */
const itemOf = (account: number, { person, campaign, version, events }: StoredChain): Item => ({
  ...toKey(chainKey(account, person, campaign)),
  version: text(version),
  events: encodeEvents(events),
});
