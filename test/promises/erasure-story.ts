import { expect } from 'vitest';
import type { System, Tenant } from './system.ts';

/** Somebody with a history that leaves something of them in every kind of item, and all that is personal in it. */
export interface Story {
  id: number;
  address: string;
  /** They had this one before. */
  former: string;
  /** Events were sent to this one in their name; it is nobody's. */
  elsewhere: string;
  campaigns: [number, number];
  /** How they were posted: the body, and its `Idempotency-Key`. */
  posted: object;
  key: string;
  /** What must not be found any more. */
  personal: string[];
  /** Nor this, which stands in keys alone: the digits of the number. */
  phone: string;
}

let told = 0;

/** Tells the story through the API, and delivers all of it. Afterwards every text of `personal` is in the table. */
export async function tellStory(system: System, tenant: Tenant): Promise<Story> {
  // Three digits, so that none is a part of another.
  const n = 100 + told++;
  const address = `Xanthippe.Q${n}@mail.example`;
  const former = `xq.maiden${n}@old.example`;
  const elsewhere = `x-forwarded${n}@elsewhere.example`;
  const silent = `x.q.silent${n}@mail.example`;
  const campaigns = [await aCampaign(tenant, `a${n}`), await aCampaign(tenant, `b${n}`)] as [number, number];
  const person = {
    name: `Xanthippe${n} Quillfeather${n}`,
    emails: [former],
    phones: [`+1 (555) ${n}-4477`],
    addresses: [{ street: `${n} Marmalade Lane`, city: `Ottery${n} St Catchpole` }],
    tags: [`prefers-cellos-${n}`],
    background: `Allergic to quinces, number ${n}. ${'It is written here at some length. '.repeat(40)}`,
    customMaidenName: `Umbernauld${n}`,
    customFields: [{ id: 3, value: `passport ZX-77${n}-Q` }],
  };
  const key = `story ${n}`;
  const posted = await tenant.ask('POST', '/v1/people', person, {
    headers: { 'idempotency-key': key },
  });
  expect(posted.status).toBe(201);
  const { id } = posted.body as { id: number };
  await expectOk(tenant, 'PUT', `/v1/people/${id}`, { emails: [address, former, silent] });
  const at = Date.now() - 86_400_000;
  await post(tenant, [
    { type: 'delivered', campaignId: campaigns[0], recipient: former, occurred: iso(at) },
    { type: 'hard-bounce', campaignId: campaigns[0], recipient: former, occurred: iso(at + 1_000) },
  ]);
  await expectOk(tenant, 'PUT', `/v1/people/${id}`, { emails: [address] });
  await post(tenant, [
    { type: 'delivered', campaignId: campaigns[1], recipient: address, occurred: iso(at) },
    // A chain that outgrows its item: these are enough for a page.
    ...Array.from({ length: 24 }, (_, click) => ({
      type: 'click',
      campaignId: campaigns[1],
      recipient: address,
      occurred: iso(at + 60_000 * (click + 1)),
      url: `https://shop.example/item/${click}?user=xanthippe-${n}-secret`,
    })),
    { type: 'dropped', campaignId: campaigns[0], personId: id, occurred: iso(at + 5_000) },
    { type: 'unsubscribe', campaignId: campaigns[1], personId: id, recipient: elsewhere, occurred: iso(at) },
  ]);
  await expectOk(tenant, 'POST', '/email/public/v1/events', {
    events: [
      {
        ...{ type: 'OPEN', recipient: address, emailCampaignId: campaigns[1], created: at + 7_200_000 },
        userAgent: `Mozilla/5.0 (Quillphone ${n}; like nothing else)`,
        location: { city: `Godric${n} Hollow` },
        ipAddress: `203.0.113.${n}`,
        sourceId: `ses-xq-${n}-0007`,
      },
      {
        ...{ type: 'SENT', recipient: address, emailCampaignId: campaigns[1], created: at - 1_000 },
        subject: `Xanthippe${n}, your quinces are ready`,
        cc: [`mother-of-x${n}@mail.example`],
      },
    ],
  });
  await expectOk(tenant, 'PUT', `/email/public/v1/subscriptions/${address}`, { unsubscribeFromAll: true });
  await deliverAll(system);
  // A second delivery to the same chain: what is counted by now moves to a page.
  await post(tenant, [
    { type: 'click', campaignId: campaigns[1], recipient: address, occurred: iso(at + 9) },
  ]);
  await deliverAll(system);
  return {
    ...{ id, address, former, elsewhere, campaigns, phone: `555${n}4477`, posted: person, key },
    personal: [
      ...[address, former, elsewhere, silent, person.name, `Xanthippe${n}`, `Quillfeather${n}`],
      `+1 (555) ${n}-4477`,
      ...[`${n} Marmalade Lane`, `Ottery${n} St Catchpole`, `prefers-cellos-${n}`, `quinces, number ${n}.`],
      ...[`Umbernauld${n}`, `passport ZX-77${n}-Q`, `xanthippe-${n}-secret`, `Quillphone ${n};`],
      ...[`Godric${n} Hollow`, `203.0.113.${n}`, `ses-xq-${n}-0007`, `Xanthippe${n}, your quinces`],
      `mother-of-x${n}@mail.example`,
    ],
  };
}

export async function aCampaign(tenant: Tenant, originId: string): Promise<number> {
  const made = await tenant.ask('POST', '/v1/emCampaigns', { origin: 'erasure', originId, name: originId });
  expect(made.status).toBe(201);
  return (made.body as { id: number }).id;
}

export const iso = (time: number): string => new Date(time).toISOString();

/** Posts events of Follow Up Boss's dialect. */
export const post = (tenant: Tenant, emEvents: readonly object[]) =>
  expectOk(tenant, 'POST', '/v1/emEvents', { emEvents });

export async function expectOk(
  tenant: Tenant,
  method: string,
  path: string,
  sent?: object,
): Promise<unknown> {
  const { status, body } = await tenant.ask(method, path, sent);
  expect(`${method} ${status} ${status < 300 ? '' : JSON.stringify(body)}`).toBe(
    `${method} ${status < 300 ? status : 200} `,
  );
  return body;
}

const ROUNDS_MAX = 10;

/** Delivers what waits now until nothing comes back. */
export async function deliverAll(system: System): Promise<void> {
  let open = await system.takeMessages();
  for (let round = 0; open.length > 0; round++) {
    if (round === ROUNDS_MAX) throw new Error('messages keep coming back');
    const failed = await system.deliver(open);
    open = [...open.filter(({ id }) => failed.has(id)), ...(await system.takeMessages())];
  }
}
