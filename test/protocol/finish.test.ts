import { describe, expect, it } from 'vitest';
import type { QueuedEvent } from '../../lib/domain/chunk.ts';
import type { ResolvedEvent } from '../../lib/protocol/batch.ts';
import type { CommitOutcome } from '../../lib/protocol/commit.ts';
import { finishChunks } from '../../lib/protocol/finish.ts';
import type { Linked } from '../../lib/protocol/link.ts';
import type { OpenChain } from '../../lib/protocol/open-chain.ts';
import { aChain, aChunk, aQueuedEvent, CAMPAIGN, PERSON } from '../factories.ts';

const message = { person: PERSON, campaign: CAMPAIGN };
const RECEIPT = { id: 'r', chunk: 4 };

/** The chain that all events belong to, after linking. */
const anOpenChain = (linked: Record<number, Linked>, state: OpenChain['state'] = 'done'): OpenChain => ({
  chain: aChain(),
  submissions: [],
  past: [],
  pagesLoaded: 0,
  state,
  linked: {
    events: [],
    changed: true,
    linked: new Map(Object.entries(linked).map(([number, one]) => [Number(number), one])),
    unsettled: [],
    failed: new Map(),
  },
  racesLost: 0,
});

const resolved = (...events: QueuedEvent[]): ResolvedEvent[] => events.map((event) => ({ event, message }));

const storedByMe: Linked = { as: 'stored', countedBy: 'me' };
const twinOfMine: Linked = { as: 'duplicate', countedBy: 'me' };
const storedBefore: Linked = { as: 'stored', countedBy: 'another' };
const duplicate: Linked = { as: 'duplicate', countedBy: 'another' };
const leftAlone: Linked = { as: 'stored', countedBy: 'left-alone' };

describe('rules 20 and 21: a queue message', () => {
  it.each<[string, Linked | undefined, OpenChain['state'], CommitOutcome, boolean]>([
    ['succeeds if its event is counted by my commit', storedByMe, 'done', 'committed', false],
    ['succeeds if a twin of its event is', twinOfMine, 'done', 'committed', false],
    ['fails if I did not commit', storedByMe, 'done', 'aborted', true],
    ['fails if I did not commit a twin', twinOfMine, 'done', 'aborted', true],
    ['succeeds if its event was counted before', storedBefore, 'done', 'committed', false],
    ['succeeds if its fact was, with nothing to commit', duplicate, 'done', 'nothing', false],
    ['succeeds if its fact was, also if I did not commit', duplicate, 'done', 'aborted', false],
    ['fails if its event was left alone', leftAlone, 'done', 'committed', true],
    ['fails if linking its event threw', undefined, 'done', 'committed', true],
    ['fails with its chain', storedByMe, 'failed', 'committed', true],
    ['fails with its chain, also if its event was counted before', storedBefore, 'failed', 'committed', true],
    ['fails if nobody knows whether its chain was saved', storedByMe, 'unknown', 'committed', true],
  ])('%s', (_, linked, state, outcome, failed) => {
    const event = aQueuedEvent();
    const [finished] = finishChunks(
      [{ messageId: 'm', chunk: aChunk({ events: [event] }) }],
      resolved(event),
      [anOpenChain(linked ? { 1: linked } : {}, state)],
      outcome,
    );
    expect(finished).toMatchObject({ id: 'm', failed });
  });

  it('succeeds if nobody has any of its recipients', () => {
    const events = [aQueuedEvent({ position: 5 }), aQueuedEvent({ number: 2, position: 9 })];
    const chunk = aChunk({ receipt: RECEIPT, events });
    expect(finishChunks([{ messageId: 'm', chunk }], [], [], 'nothing')).toEqual([
      { id: 'm', failed: false, receipt: 'r', chunk: 4, stored: 0, duplicate: 0, skipped: [5, 9] },
    ]);
  });

  it('fails as a whole for one of its events, and fails no other', () => {
    const events = [1, 2, 3].map((number) => aQueuedEvent({ number }));
    const [one, two, three] = events as [QueuedEvent, QueuedEvent, QueuedEvent];
    const finished = finishChunks(
      [
        { messageId: 'm1', chunk: aChunk({ events: [one, two] }) },
        { messageId: 'm2', chunk: aChunk({ events: [three] }) },
      ],
      resolved(...events),
      [anOpenChain({ 1: storedByMe, 2: leftAlone, 3: duplicate })],
      'committed',
    );
    expect(finished.map(({ id, failed }) => [id, failed])).toEqual([
      ['m1', true],
      ['m2', false],
    ]);
  });
});

it('a receipt is told what was stored, what was known, and which positions were skipped', () => {
  const events = [1, 2, 3, 4, 5].map((number) => aQueuedEvent({ number, position: 100 + number }));
  const chunk = aChunk({ receipt: RECEIPT, events });
  const finished = finishChunks(
    [{ messageId: 'm', chunk }],
    resolved(...events.slice(0, 4)),
    [anOpenChain({ 1: storedByMe, 2: twinOfMine, 3: storedBefore, 4: duplicate })],
    'committed',
  );
  expect(finished).toEqual([
    { id: 'm', failed: false, receipt: 'r', chunk: 4, stored: 2, duplicate: 2, skipped: [105] },
  ]);
});
