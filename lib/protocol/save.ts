import { type Message, messageName } from '../domain/event.ts';
import { withInvocation } from '../invocation.ts';
import { type Pauses, pause } from '../retry.ts';
import { loadChains, type Save, type SaveResult, saveChains } from '../store/chains.ts';
import type { Table } from '../store/table.ts';
import { link } from './link.ts';
import type { OpenChain } from './open-chain.ts';
import { loadPast, moveToPages } from './past.ts';
import type { Room } from './room.ts';
import type { Settlements, Unsettled } from './settlements.ts';

/** Rule 12: races a chain may lose before it has failed. */
const RACES_MAX = 8;
/** After a race: uniform below 20 ms, 40 … 640. */
const BETWEEN_RACES: Pauses = { firstMs: 20, mostMs: 640 };

export interface SaveSettings {
  table: Table;
  account: number;
  tag: string;
  settlements: Settlements;
  room: Room;
  /** After this no further save is sent, so that the commit has time. ms */
  deadline: number;
  now: () => number;
}

/**
 * Rules 4 to 14: links and saves all chains of an attempt. Returns when each is `done`, `failed` or `unknown`;
 * no save of this tag is under way or will be sent afterwards (rule 14).
 */
export async function saveAll(chains: readonly OpenChain[], settings: SaveSettings): Promise<void> {
  const version = newVersions(settings.tag);
  await moveToPages(chains, { ...settings, version });
  for (let round = 0; ; round++) {
    await linkOpen(chains, settings, version);
    const saving = chains.filter(({ state }) => state === 'saving');
    if (saving.length === 0) return;
    const { now, deadline } = settings;
    const rested = round === 0 || (await withInvocation({ deadline }, () => pause(round, BETWEEN_RACES)));
    if (!rested || now() >= deadline) return giveUp(saving);
    await saveOnce(saving, settings);
  }
}

/** Rule 2: a value never used before for any chain: the writer's tag and a counter. */
function newVersions(tag: string): () => string {
  let count = 0;
  return () => `${tag}.${++count}`;
}

/** Links every open chain, settling first what has to be settled; then each is `saving` or `done`. */
async function linkOpen(chains: readonly OpenChain[], settings: SaveSettings, version: () => string) {
  const { tag, settlements, room } = settings;
  for (;;) {
    const unsettled: Unsettled[] = [];
    const waiting = chains.filter(({ state }) => state === 'open');
    await loadPast(waiting, settings);
    for (const open of waiting) {
      const { chain } = open;
      const linked = link(chain, open.past, open.submissions, {
        tag,
        settlementOf: (event) => settlements.of(chain, event),
        mayTakeOver: (event) => room.admits(chain, event),
      });
      open.linked = linked;
      if (linked.unsettled.length > 0) {
        unsettled.push(...linked.unsettled.map((event) => ({ message: chain, event })));
      } else if (linked.changed) {
        open.save = { chain, next: { ...chain, events: linked.events, version: version() } };
        open.state = 'saving';
      } else {
        open.state = 'done';
      }
    }
    if (unsettled.length === 0) return;
    await settlements.settle(unsettled);
  }
}

async function saveOnce(
  saving: readonly OpenChain[],
  { table, account, deadline }: SaveSettings,
): Promise<void> {
  const saves = saving.flatMap(({ save }) => (save ? [save] : []));
  const results = await withInvocation({ deadline }, () => saveChains(table, account, saves));
  const reread: OpenChain[] = [];
  for (const open of saving) {
    const result = results.get(messageName(open.chain)) ?? noAnswer;
    takeResult(open, result);
    if (result.kind === 'lost' && !result.current) reread.push(open);
  }
  await takeCurrent(reread, table, account);
}

const noAnswer: SaveResult = { kind: 'unknown', error: new Error('a save without a result') };

/** Rules 11 to 13. */
function takeResult(open: OpenChain, result: SaveResult): void {
  switch (result.kind) {
    case 'saved':
      open.chain = (open.save as Save).next;
      open.state = 'done';
      return;
    case 'lost':
      // Rule 12: back to linking with the current item, at most so many times.
      if (result.current) open.chain = result.current;
      open.racesLost++;
      open.state = open.racesLost > RACES_MAX ? 'failed' : 'open';
      return;
    case 'unknown':
      // Rule 13: the same was sent again as often as it may be, and each try may have taken effect or may yet.
      open.state = 'unknown';
      return;
    default:
      result satisfies never;
  }
}

/** Rule 12: a losing INSERT isn't told the current item, so it is read, strongly consistent. */
async function takeCurrent(lost: readonly OpenChain[], table: Table, account: number): Promise<void> {
  if (lost.length === 0) return;
  const messages: Message[] = lost.map(({ chain }) => chain);
  const current = await loadChains(table, account, messages, { consistent: true });
  lost.forEach((open, position) => {
    const chain = current[position];
    if (chain instanceof Error) open.state = 'failed';
    else if (chain) open.chain = chain;
  });
}

/** What was never sent has failed. */
function giveUp(saving: readonly OpenChain[]): void {
  for (const open of saving) open.state = 'failed';
}
