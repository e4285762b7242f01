import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Installation, makeCampaign, makePeople, openInstallation, until } from './installation.ts';

const PEOPLE = 40;

let installation: Installation;
beforeAll(async () => {
  installation = await openInstallation();
});
afterAll(() => installation.close());

interface Receipt {
  done: boolean;
  received: number;
  stored: number;
  duplicate: number;
  skippedEvents: number[];
}

it('a blast goes in, and its receipt and its figures come out', async () => {
  const campaign = await makeCampaign(installation);
  const people = await makePeople(installation, PEOPLE);
  const occurred = new Date(Date.now() - 60_000).toISOString();
  const event = (type: string, recipient: string) => ({ type, campaignId: campaign, recipient, occurred });
  const emEvents = [
    ...people.map(({ address }) => event('delivered', address)),
    event('delivered', 'nobody@example.net'),
    ...people.slice(0, 10).map(({ address }) => event('open', address)),
    ...people.slice(0, 5).map(({ address }) => event('click', address)),
    event('open', people[0]?.address ?? ''),
  ];

  const { status, body } = await installation.send<{
    emEventIds: number[];
    recipientsNotFound: string[];
    receipt: string;
  }>('POST', '/v1/emEvents', { emEvents });
  expect(status).toBe(200);
  expect(body.emEventIds).toHaveLength(emEvents.length - 1);
  expect(body.recipientsNotFound).toEqual(['nobody@example.net']);

  const receipt = await until(
    async () => (await installation.send<Receipt>('GET', `/v1/emEvents/receipts/${body.receipt}`)).body,
    ({ done }) => done,
  );
  expect(receipt).toMatchObject({
    received: emEvents.length,
    stored: PEOPLE + 15,
    duplicate: 1,
    skippedEvents: [PEOPLE],
  });
  const statistics = await installation.send('GET', `/v1/emCampaigns/${campaign}/stats`);
  expect(statistics.body).toMatchObject({
    ...{ sent: PEOPLE, delivered: PEOPLE, opens: 10, uniqueOpens: 10, clicks: 5, uniqueClicks: 5 },
    rates: { delivery: 1, open: 0.25, click: 0.125 },
  });
});
