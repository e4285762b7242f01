import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { type Answer, type Client, openClient, until } from './client.ts';
import type { Target } from './target.ts';
import type { Chain, Drop, EmEvent, Page, Posted, Receipt, Row, Statistics } from './wire.ts';

export interface Recipient {
  id: number;
  /** In lower case. */
  address: string;
}

/** Headers of a sender who doesn't wait. */
export const ASYNC = { prefer: 'respond-async' };

/** A sender with its own campaigns and people, as its code would talk to the API. */
export class Sender {
  readonly client: Client;

  constructor({ url, keys }: Target, key: keyof Target['keys'] = 'owner') {
    this.client = openClient(url, keys[key]);
  }

  async aCampaign(fields: { name?: string; subject?: string; bodyHtml?: string } = {}): Promise<number> {
    const sent = { origin: 'end-to-end', originId: randomUUID(), ...fields };
    return (await this.ask<{ id: number }>(201, 'POST', '/v1/emCampaigns', sent)).id;
  }

  async aPerson(address = anAddress()): Promise<Recipient> {
    const { id } = await this.ask<{ id: number }>(201, 'POST', '/v1/people', {
      emails: [{ value: address }],
    });
    return { id, address: address.toLowerCase() };
  }

  people(count: number): Promise<Recipient[]> {
    return Promise.all(Array.from({ length: count }, () => this.aPerson()));
  }

  post(emEvents: readonly EmEvent[], headers: Record<string, string> = {}): Promise<Answer<Posted>> {
    return this.client<Posted>('POST', '/v1/emEvents', { emEvents }, headers);
  }

  /** Posts events and returns once all of them are stored. */
  async store(...emEvents: EmEvent[]): Promise<Receipt> {
    const { status, body } = await this.post(emEvents, ASYNC);
    expect(status).toBe(202);
    return this.done(body.receipt);
  }

  /** A receipt, once nothing will change in it any more. */
  async done(receipt: string | undefined): Promise<Receipt> {
    return until(
      () => this.get<Receipt>(`/v1/emEvents/receipts/${receipt}`),
      ({ done }) => done,
    );
  }

  statistics(campaign: number): Promise<Statistics> {
    return this.get<Statistics>(`/v1/emCampaigns/${campaign}/stats`);
  }

  rows(query: string): Promise<Row[]> {
    return this.all<Row>(`/v1/emEvents?limit=100&${query}`);
  }

  chains(query: string): Promise<Chain[]> {
    return this.all<Chain>(`/v1/emEvents/chains?limit=100&${query}`);
  }

  async chain(person: number, campaign: number): Promise<Chain> {
    const [chain, ...others] = await this.chains(`personId=${person}&campaignId=${campaign}`);
    expect(others).toEqual([]);
    return chain as Chain;
  }

  drops(campaign: number): Promise<Drop[]> {
    return this.all<Drop>(`/v1/emCampaigns/${campaign}/drops?limit=100`);
  }

  /** Every row of a list, following its links to the end. */
  async all<T>(path: string): Promise<T[]> {
    const rows: T[] = [];
    for (let link: string | null = path; link !== null; ) {
      const page: Page = await this.get<Page>(link);
      rows.push(...rowsOf<T>(page));
      link = page._metadata.nextLink;
    }
    return rows;
  }

  get<Body>(path: string): Promise<Body> {
    return this.ask<Body>(200, 'GET', path);
  }

  async ask<Body>(expected: number, method: string, path: string, sent?: object): Promise<Body> {
    const { status, body } = await this.client<Body>(method, path, sent);
    expect(`${method} ${path}: ${status} ${status === expected ? '' : JSON.stringify(body)}`).toBe(
      `${method} ${path}: ${expected} `,
    );
    return body;
  }
}

export const rowsOf = <T>(page: Page): T[] =>
  (page as Page & Record<string, unknown>)[page._metadata.collection] as T[];

let addresses = 0;
/** An address that nobody has. */
export const anAddress = (name = 'ann'): string => `${name}.${++addresses}.${randomUUID()}@example.com`;
