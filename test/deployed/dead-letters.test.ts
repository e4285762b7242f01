import { expect, it } from 'vitest';
import { encodeChunk } from '../../lib/queue/chunk-encoding.ts';
import { redrive, testAccount } from './commands.ts';
import { aName, makeCampaign, makePeople, openInstallation, until } from './installation.ts';
import { openQueues } from './queues.ts';

const installation = openInstallation();

/** Beyond the numbers that the account gives out here. */
const EVENT_NUMBER = 900_000_000;

it('a poison message ends in the dead-letter queue, and what lies there is put back by npm run redrive', async () => {
  const { queue, dead } = openQueues();
  const total = async () => {
    const { waiting, inFlight } = await dead.count();
    return waiting + inFlight;
  };
  expect(await total()).toBe(0);
  await queue.sendChunks([{ id: 'poison', body: '{"format":0}', group: aName() }]);
  await until(total, (count) => count === 1);

  // Beside it a message that another version of the code could not read, and this one can.
  const campaign = await makeCampaign(installation);
  const [person] = await makePeople(installation, 1);
  const now = Date.now();
  const event = {
    ...{
      number: EVENT_NUMBER,
      position: 0,
      word: 'delivered' as const,
      created: now,
      dated: false,
      received: now,
    },
    ...{ campaign, recipient: person?.address ?? '', user: 1 },
  };
  const body = encodeChunk({ account: await testAccount(), received: now, events: [event] });
  await dead.sendChunks([{ id: 'good', body, group: aName() }]);

  expect(await redrive('--dry-run')).toBe('2 messages in the dead-letter queue.');
  expect(await redrive()).toBe('2 messages put back.');
  const statistics = await until(
    async () =>
      (await installation.send<{ delivered: number }>('GET', `/v1/emCampaigns/${campaign}/stats`)).body,
    ({ delivered }) => delivered > 0,
  );
  expect(statistics.delivered).toBe(1);
  // The poison dies again, and nothing but it.
  await until(total, (count) => count === 1);
});
