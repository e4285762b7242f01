import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Installation, makeCampaign, makePeople, openInstallation, until } from './installation.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await openInstallation();
});
afterAll(() => installation.close());

interface Chains {
  chains: {
    state: string;
    events: {
      id: string;
      type: string;
      dropReason?: string;
      causedBy?: { id: string };
      cause?: { type: string; campaign: { id: number } };
    }[];
  }[];
}

it('a drop says why: the bounce in another campaign that caused it', async () => {
  const [first, second] = [await makeCampaign(installation), await makeCampaign(installation)];
  const [person] = await makePeople(installation, 1);
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const event = (type: string, campaignId: number, minutes: number) => ({
    ...{ type, campaignId, recipient: person?.address, occurred: ago(minutes) },
  });

  // The drop first: the order in which they arrive changes nothing.
  const emEvents = [event('dropped', second, 5), event('hard-bounce', first, 30)];
  for (const one of emEvents) {
    const { status } = await installation.send('POST', '/v1/emEvents', { emEvents: [one] });
    expect(status).toBe(200);
  }

  const chainsOf = async (campaign: number) =>
    (
      await installation.send<Chains>(
        'GET',
        `/v1/emEvents/chains?personId=${person?.id}&campaignId=${campaign}`,
      )
    ).body.chains;
  const bounced = await until(
    () => chainsOf(first),
    (chains) => chains.length > 0,
  );
  const [chain] = await until(
    () => chainsOf(second),
    ([found]) => found?.events[0]?.causedBy !== undefined,
  );
  expect(chain?.events[0]).toMatchObject({
    type: 'DROPPED',
    dropReason: 'PREVIOUSLY_BOUNCED',
    causedBy: { id: bounced[0]?.events.at(-1)?.id },
    cause: { type: 'BOUNCE', campaign: { id: first } },
  });
});
