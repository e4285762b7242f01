import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, makeCampaign, openInstallation } from './installation.ts';

let installation: Installation;
let campaign: number;
beforeAll(async () => {
  installation = await openInstallation();
  campaign = await makeCampaign(installation);
});
afterAll(() => installation.close());

const anEvent = (changes: object = {}) => ({
  ...{ type: 'open', campaignId: campaign, recipient: 'somebody@example.com' },
  ...changes,
});

describe('bad input gets a clear error in the shape of Follow Up Boss:', () => {
  it.each<[what: string, status: number, events: () => unknown]>([
    ['a body that is not JSON', 400, () => '{"emEvents":['],
    ['a body of null', 400, () => 'null'],
    ['no events', 400, () => ({ emEvents: [] })],
    ['1,001 events', 400, () => ({ emEvents: Array.from({ length: 1_001 }, () => anEvent()) })],
    ['an unknown type', 400, () => ({ emEvents: [anEvent({ type: 'opened?' })] })],
    ['an unknown campaign', 400, () => ({ emEvents: [anEvent({ campaignId: 999_999 })] })],
    ['no campaign', 400, () => ({ emEvents: [anEvent({ campaignId: undefined })] })],
    ['an address that is none', 400, () => ({ emEvents: [anEvent({ recipient: 'nobody' })] })],
    ['a time in the year 9999', 400, () => ({ emEvents: [anEvent({ occurred: '9999-01-01T00:00:00Z' })] })],
  ])('%s', async (_, expected, events) => {
    const { status, body } = await installation.send('POST', '/v1/emEvents', events());
    expect(status).toBe(expected);
    expect(body).toMatchObject({ errorMessage: expect.any(String), message: expect.any(String) });
  });

  it('a wrong key, and none', async () => {
    for (const key of ['cm_wrong', null]) {
      const { status, body } = await installation.send('GET', '/v1/people', undefined, key);
      expect(status).toBe(401);
      expect(body).toMatchObject({ errorMessage: expect.any(String) });
    }
  });

  it('a wrong path, and a wrong method', async () => {
    expect((await installation.send('GET', '/v1/nothing')).status).toBe(404);
    expect((await installation.send('DELETE', '/v1/emEvents')).status).toBe(405);
  });
});

it('the health of an installation is nobody’s secret', async () => {
  expect(await installation.send('GET', '/health', undefined, null)).toMatchObject({
    status: 200,
    body: { status: 'ok' },
  });
});
