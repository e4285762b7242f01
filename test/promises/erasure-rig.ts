import type { SQSRecord } from 'aws-lambda';
import type { QueuedEvent } from '../../lib/domain/chunk.ts';
import { withInvocation } from '../../lib/invocation.ts';
import { beginErasure } from '../../lib/protocol/erase-person.ts';
import { processMessages } from '../../lib/protocol/process-messages.ts';
import type { Queue } from '../../lib/queue/queue.ts';
import type { OutgoingMessage } from '../../lib/queue/queue-message.ts';
import type { Item } from '../../lib/store/attributes.ts';
import { claim, finish } from '../../lib/store/idempotency.ts';
import { changePerson, postPerson } from '../../lib/store/person-changes.ts';
import type { Table } from '../../lib/store/table.ts';
import { aQueuedEvent } from '../factories.ts';
import type { Faults } from '../protocol/faults.ts';
import { ACCOUNT, messageOf, START, TIMEOUT_MS } from '../protocol/rig.ts';
import { type InProcessTable, openInProcessTable } from '../store/in-process-table.ts';

/**
 * The parts that erase, on a table of their own, so that there can be one for each crash: the clock, the queue, chance
 * and faults are in the test's hands, and all else as it is.
 */
export interface ErasureRig extends InProcessTable {
  /** ms; a test moves it. */
  clock: { now: number };
  /** What was sent and has not been delivered. */
  sent: OutgoingMessage[];
  /** The first half. @returns whether there ever was such a person, `killed`, or what it threw */
  begin(person: number, faults?: Faults): Promise<boolean | 'killed' | Error>;
  /** One invocation of the event-processor. @returns whether the message is done with, and need not come back */
  deliver(body: string, faults?: Faults): Promise<boolean>;
  /** Lets time pass and delivers what was sent, and what is sent by it, until nothing is left. */
  drain(): Promise<void>;
}

async function openErasureRig(): Promise<ErasureRig> {
  const opened = await openInProcessTable();
  const clock = { now: START };
  const sent: OutgoingMessage[] = [];
  // No two attempts have the same chance, and every run has the same.
  let attempts = 0;
  const terms = { now: () => clock.now, sleep: async () => {}, random: () => ++attempts / 1_000 };

  const queueUnder = (faults?: Faults) =>
    ({
      sendChunks: (messages: OutgoingMessage[]) => {
        const send = async () => void sent.push(...messages);
        return faults ? faults.pass('SendMessageBatch', send) : send();
      },
      delay: async () => [],
    }) as unknown as Queue;

  const tableUnder = (faults?: Faults): Table =>
    faults
      ? {
          ...opened.table,
          call: (...call) => faults.pass(call[0], () => opened.table.call(...call)) as never,
        }
      : opened.table;

  const rig: ErasureRig = {
    ...opened,
    clock,
    sent,
    async begin(person, faults) {
      const context = { table: tableUnder(faults), queue: queueUnder(faults), timeoutMs: TIMEOUT_MS };
      const run = withInvocation(terms, () => beginErasure(ACCOUNT, person, { ...context, now: terms.now }));
      const death = faults ? [faults.death.then(() => 'killed' as const)] : [];
      return Promise.race([run.catch((error: Error) => error), ...death]);
    },
    async deliver(body, faults) {
      const record = {
        messageId: 'm',
        receiptHandle: 'm',
        body,
        attributes: { ApproximateReceiveCount: '1' },
      };
      const run = processMessages([record as unknown as SQSRecord], queueUnder(faults), {
        ...terms,
        table: tableUnder(faults),
        timeoutMs: TIMEOUT_MS,
        deadline: clock.now + TIMEOUT_MS,
        patienceMs: 0,
      }).then(({ batchItemFailures }) => batchItemFailures.length === 0);
      return Promise.race([run, ...(faults ? [faults.death.then(() => false)] : [])]);
    },
    async drain() {
      for (let rounds = 0; sent.length > 0; rounds++) {
        if (rounds === ROUNDS_MAX) throw new Error('erasures keep being sent');
        clock.now += 1_000 * Math.max(...sent.map(({ delaySeconds = 0 }) => delaySeconds));
        for (const { body } of sent.splice(0)) {
          if (!(await rig.deliver(body))) throw new Error('a message without faults failed');
        }
      }
    },
  };
  return rig;
}

const ROUNDS_MAX = 10;

/** Of the person that `tell` tells of. */
export const PERSON = 1;
export const ADDRESS = 'zenobia@mail.example';
export const FORMER = 'zenobia@old.example';
export const ELSEWHERE = 'zenobia@elsewhere.example';
/** Theirs once, and nothing was ever sent to it. */
export const SILENT = 'zenobia@silent.example';
export const PERSONAL = [
  ADDRESS,
  FORMER,
  ELSEWHERE,
  SILENT,
  'Zenobia',
  '5559998877',
  'zenobia-secret',
  'Zenophone',
];

const HOUR_MS = 3_600_000;
let numbers = 1_000;

/** An event of the person, a day ago, as ingest has just numbered it. */
export const anEvent = (given: Partial<QueuedEvent> = {}): QueuedEvent =>
  aQueuedEvent({
    ...{ number: ++numbers, campaign: 1, recipient: ADDRESS, created: START - 24 * HOUR_MS, received: START },
    ...given,
  });

export const bodyOf = (...events: QueuedEvent[]): string => messageOf('m', events).body;

/** Each unlike the others, so that a chain of them outgrows its item. */
const linkOf = (n: number): string =>
  `https://a.example/${((n + 1) * 0.618_033_988_749_895).toString(36)}?of=zenobia-secret`;

/** A rig in which the story has been told: what it left in the table is copied, which is quicker than to tell it. */
async function openTold(): Promise<ErasureRig> {
  told ??= (async () => {
    const first = await openErasureRig();
    await tell(first);
    const items = await first.items();
    await first.close();
    return { items, now: first.clock.now };
  })();
  const { items, now } = await told;
  const rig = await openErasureRig();
  rig.clock.now = now;
  for (let next = 0; next < items.length; next += 25) {
    const puts = items.slice(next, next + 25).map((Item) => ({ PutRequest: { Item } }));
    await rig.table.call('BatchWriteItem', { RequestItems: { [rig.table.name]: puts } });
  }
  return rig;
}

/** Runs a test in a rig in which the story has been told. */
export async function inTold<T>(run: (rig: ErasureRig) => Promise<T>): Promise<T> {
  const rig = await openTold();
  try {
    return await run(rig);
  } finally {
    await rig.close();
  }
}

let told: Promise<{ items: Item[]; now: number }> | undefined;

/**
 * Somebody with an address, two former ones, a number, a kept answer, and chains of two campaigns: one with a page, the
 * other with what suppresses addresses, be it one that was never theirs.
 */
async function tell(rig: ErasureRig): Promise<void> {
  const { table, clock } = rig;
  const ask = { duplicates: 'merge' as const, now: clock.now - 2 * HOUR_MS, check: () => {} };
  const point = (value: string) => ({ value, type: 'home', isPrimary: true, status: 'Valid' });
  const sent = { firstName: 'Zenobia', emails: [point(FORMER)], phones: [point('555-999-8877')] };
  const { person } = await postPerson(table, ACCOUNT, sent, ask);
  const hashes = { keyHash: 'ab'.repeat(32), bodyHash: 'b', memo: '', now: clock.now };
  const claimed = await claim(table, ACCOUNT, hashes);
  if (claimed.kind !== 'new') throw new Error('the key was used before');
  const answer = { status: 201, body: person, person: person.id };
  await finish(table, ACCOUNT, hashes.keyHash, { lease: claimed.lease, answer });
  const move = (emails: string[], now: number) =>
    changePerson(table, ACCOUNT, PERSON, (old) => ({ ...old, emails: emails.map(point) }), now);
  await move([FORMER, ADDRESS, SILENT], ask.now);
  const bounced = anEvent({ word: 'hard-bounce', campaign: 2, recipient: FORMER });
  await rig.deliver(bodyOf(bounced));
  clock.now += 10_000;
  await move([ADDRESS], clock.now);
  const clicks = Array.from({ length: 48 }, (_, n) =>
    anEvent({ word: 'click', created: START - n * 60_000, url: linkOf(n) }),
  );
  await rig.deliver(bodyOf(...clicks));
  await rig.deliver(
    bodyOf(
      anEvent({ properties: { userAgent: 'Zenophone/1' }, word: 'OPEN' }),
      anEvent({ word: 'unsubscribe', campaign: 2, recipient: ELSEWHERE, person: PERSON }),
    ),
  );
  clock.now += 60_000;
}
