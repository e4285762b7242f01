import { messageName } from '../domain/event.ts';
import { addFigures, contributionOf, type Figures } from '../domain/figures.ts';
import { addToGroups, type JournalGroup } from '../domain/journal.ts';
import { listsOf } from '../domain/subscription-status.ts';
import { suppressionKind } from '../domain/suppression.ts';
import { withInvocation } from '../invocation.ts';
import { retry } from '../retry.ts';
import { type Commit, type CommitResult, putAborted, putCommit, readRecords } from '../store/commits.ts';
import { type AddressSuppression, putSuppressions } from '../store/suppressions.ts';
import type { Table } from '../store/table.ts';
import type { OpenChain } from './open-chain.ts';
import { foundationOf, loadPast } from './past.ts';

export interface CommitSettings {
  table: Table;
  account: number;
  tag: string;
  shard: number;
  /** After this the commit isn't sent any more. ms */
  deadline: number;
  now: () => number;
}

/** `nothing`: there was nothing under my tag to count. */
export type CommitOutcome = 'committed' | 'aborted' | 'nothing';

/**
 * Rules 15 to 19: counts what is saved under my tag, in one transaction, or makes sure that it never will be.
 * What suppresses an address is noted before it, so that a crash in between is made good by the take-over.
 *
 * @param commit by `contentOf` these chains
 * @throws if neither could be made sure of; reporting failure is then safe (rule 19)
 */
export async function commitAll(
  commit: Commit,
  chains: readonly OpenChain[],
  settings: CommitSettings,
): Promise<CommitOutcome> {
  if (commit.groups.length === 0) return 'nothing';
  try {
    await putSuppressions(settings.table, settings.account, suppressionsUnder(settings.tag, chains));
  } catch {
    return abort(settings);
  }
  return tryCommit(commit, settings);
}

/** Rule 15: exactly the events under my tag in the last definite content of each chain but the unknown ones. */
export async function contentOf(
  chains: readonly OpenChain[],
  { table, account, tag, shard }: CommitSettings,
): Promise<Commit> {
  // One that was given up after a lost race may have moved events since its past was looked at.
  await loadPast(chains.filter(isDefinite), { table, account });
  const groups = new Map<string, JournalGroup>();
  const figures = new Map<number, Figures>();
  for (const open of chains.filter(isDefinite)) {
    const { chain } = open;
    const mine = chain.events.filter((event) => event.tag === tag);
    if (mine.length === 0) continue;
    for (const event of mine) addToGroups(groups, chain, event);
    const sum = figures.get(chain.campaign) ?? {};
    addFigures(sum, contributionOf(chain.events, tag, foundationOf(open)));
    figures.set(chain.campaign, sum);
  }
  for (const [campaign, sum] of figures) if (Object.keys(sum).length === 0) figures.delete(campaign);
  const except = chains.filter((open) => !isDefinite(open)).map(({ chain }) => messageName(chain));
  return { tag, shard, except, groups: [...groups.values()], figures };
}

const isDefinite = ({ state }: OpenChain): boolean => state === 'done' || state === 'failed';

function suppressionsUnder(tag: string, chains: readonly OpenChain[]): AddressSuppression[] {
  return chains.filter(isDefinite).flatMap(({ chain: { person, campaign, events } }) =>
    events.flatMap((event) => {
      const kind = suppressionKind(event.word);
      if (event.tag !== tag || !kind || event.recipient === '') return [];
      const { number, created, recipient: address } = event;
      const lists = listsOf(kind, event.properties);
      return [{ kind, address, number, created, person, campaign, ...(lists && { lists }) }];
    }),
  );
}

/** Rule 19: the same tag and content again, at each try with its own time (rule 15). */
async function tryCommit(commit: Commit, settings: CommitSettings): Promise<CommitOutcome> {
  const { table, account, now, deadline } = settings;
  // Out of time before the first try, it was never sent.
  if (now() >= deadline) return abort(settings);
  const { kind } = await withInvocation({ deadline }, () =>
    retry(() => putCommit(table, account, commit, now()), mayYetBe),
  );
  if (kind === 'committed') return 'committed';
  return kind === 'refused' ? outcomeOf(settings) : abort(settings);
}

const mayYetBe = (result: CommitResult): boolean => result.kind === 'again' && result.failure !== 'rejected';

/** Rule 18: refused by the record. If that says committed, an earlier try of mine got through unheard. */
async function outcomeOf({ table, account, tag }: CommitSettings): Promise<CommitOutcome> {
  const record = (await readRecords(table, account, [tag])).get(tag);
  return record?.state === 'committed' ? 'committed' : 'aborted';
}

/** Rule 19, out of tries: the tag is made sure never to commit, unless a try has got through unheard. */
export async function abort({
  table,
  account,
  tag,
  now,
}: Omit<CommitSettings, 'shard' | 'deadline'>): Promise<CommitOutcome> {
  const { state } = await putAborted(table, account, tag, now());
  return state;
}
