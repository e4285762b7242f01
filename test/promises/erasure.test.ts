import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { scan } from '../protocol/audit.ts';
import { textsIn } from './erasure-dump.ts';
import { deliverAll, expectOk, type Story, tellStory } from './erasure-story.ts';
import { openSystem, type System, type Tenant } from './system.ts';

let system: System;
let tenant: Tenant;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  system = await openSystem();
  tenant = await system.aTenant();
});
afterAll(async () => {
  vi.useRealTimers();
  await system.stop();
});

const WAIT_MS = 35_000;
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** What of a story is still in the table. */
const found = async ({ personal, phone }: Story) => textsIn(await scan(system), [...personal, phone]);

/** What the erasure must not touch: all figures and the journal. */
const counted = async () =>
  (await scan(system)).filter(({ SK }) => SK?.S === 'TALLY' || SK?.S?.startsWith('J#'));

const erase = ({ id }: Story) => expectOk(tenant, 'DELETE', `/v1/people/${id}?erase=true`);

describe('an erased person', () => {
  it('is found nowhere in a dump of the table, which had all of them, as had the export', async () => {
    const story = await tellStory(system, tenant);
    const everything = [...story.personal, story.phone];
    expect(await found(story)).toEqual(everything);
    const before = await counted();
    const stats = await Promise.all(
      story.campaigns.map((id) => expectOk(tenant, 'GET', `/v1/emCampaigns/${id}/stats`)),
    );
    const exported = await expectOk(tenant, 'GET', `/v1/people/${story.id}/export`);
    const told = JSON.stringify(exported).toLowerCase();
    expect(story.personal.filter((text) => !told.includes(text.toLowerCase()))).toEqual([]);

    expect(await erase(story)).toEqual({});
    later(WAIT_MS);
    await deliverAll(system);
    expect(await found(story)).toEqual([]);
    expect(await counted()).toEqual(before);
    expect(
      await Promise.all(story.campaigns.map((id) => expectOk(tenant, 'GET', `/v1/emCampaigns/${id}/stats`))),
    ).toEqual(stats);
  });
});
