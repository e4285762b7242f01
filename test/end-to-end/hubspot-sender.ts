import { expect } from 'vitest';
import type { Answer } from './client.ts';
import { ASYNC, Sender } from './sender.ts';
import type { Chain, ChainEvent, Posted, Receipt } from './wire.ts';

/** An event as a client of HubSpot's writes it down. */
export interface HubSpotEvent {
  type?: unknown;
  recipient?: unknown;
  emailCampaignId?: unknown;
  created?: unknown;
  [property: string]: unknown;
}

/** HubSpot's error body. */
export interface HubSpotError {
  status: string;
  message: string;
  correlationId: string;
  category?: string;
}

const EVENTS = '/email/public/v1/events';

/** A sender of canonical events. */
export class HubSpotSender extends Sender {
  postCanonical(
    events: readonly HubSpotEvent[],
    headers: Record<string, string> = {},
  ): Promise<Answer<Posted>> {
    return this.client<Posted>('POST', EVENTS, { events }, headers);
  }

  /** Posts events and returns once all of them are stored. */
  async storeCanonical(...events: HubSpotEvent[]): Promise<Receipt> {
    const { status, body } = await this.postCanonical(events, ASYNC);
    expect(`${status} ${status === 202 ? '' : JSON.stringify(body)}`).toBe('202 ');
    return this.done(body.receipt);
  }

  /** What belongs to none of a person's messages. */
  async withoutMessage(person: number): Promise<ChainEvent[]> {
    return (await this.chainsOf(person)).find(({ campaignId }) => campaignId === 0)?.events ?? [];
  }

  chainsOf(person: number): Promise<Chain[]> {
    return this.chains(`personId=${person}`);
  }
}

/** An error in HubSpot's shape. */
export function expectHubSpotError(
  { status, body, headers }: Answer<unknown>,
  expected: number,
  says: RegExp,
): void {
  const { correlationId, message } = body as HubSpotError;
  expect({ code: status, body }).toEqual({
    code: expected,
    body: {
      ...{ status: 'error', message: expect.stringMatching(says), correlationId: expect.any(String) },
      ...(expected === 400 && /not valid JSON/.test(message)
        ? {}
        : expected === 400 && { category: 'VALIDATION_ERROR' }),
    },
  });
  expect(headers.get('x-hubspot-correlation-id')).toBe(correlationId);
}
