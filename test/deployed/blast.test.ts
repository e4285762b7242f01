import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { sendBlast } from '../blast/blast.ts';
import { expectExact } from '../blast/expect-exact.ts';
import { account } from './commands.ts';
import { openQueues } from './queues.ts';

/** The emulator runs one function at a time and writes more slowly than AWS by far. */
const SIZE = {
  ...{ requests: 6, events: 400, people: 60, campaigns: 4 },
  ...{ keys: true, keysAfterKill: false, everyOrder: false },
};
const SEED = Number(process.env.CHAINMAIL_TEST_SEED ?? 1);
const POLL_MS = 500;

it('a blast with repeats and unknown recipients comes out exact', async () => {
  const about = ['--name', 'Blast', '--email', 'owner@example.com', '--rate', '100000'];
  const url = process.env.CHAINMAIL_TEST_URL ?? '';
  const system = { url: async () => url, key: await account('create', ...about) };
  const blast = await sendBlast(system, SIZE, SEED);

  const { queue } = openQueues();
  for (;;) {
    const { waiting, inFlight } = await queue.count();
    if (waiting + inFlight === 0) break;
    await sleep(POLL_MS);
  }
  await expectExact(system, blast, SIZE.everyOrder);
  expect(blast.model.facts).toBeGreaterThan(1_000);
});
