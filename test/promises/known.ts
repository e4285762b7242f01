import type { Sent, Told } from './installation.ts';

/** A list's cursor, with the request that it continues. */
export interface GivenCursor {
  path: string;
  query: string;
  /** The parameter that it goes into. */
  parameter: 'next' | 'offset';
  cursor: string;
}

/** What a client knows from the answers it got: all that a request of its can name. */
export class Known {
  readonly people = new Set<number>();
  readonly campaigns = new Set<number>();
  readonly receipts = new Set<string>();
  /** Events by their ids, with the time that leads to them. */
  readonly events = new Map<string, number>();
  readonly cursors = new Map<string, GivenCursor>();

  /** Takes note of an answer. */
  learn({ method, path, query = '' }: Sent, { status, body }: Told): void {
    if (status >= 300 || typeof body !== 'object' || body === null) return;
    const { id, receipt, offset, _metadata } = body as Record<string, unknown>;
    if (method === 'POST' && typeof id === 'number') {
      if (path === '/v1/people') this.people.add(id);
      if (path === '/v1/emCampaigns') this.campaigns.add(id);
    }
    if (typeof receipt === 'string') this.receipts.add(receipt);
    const { next } = (_metadata ?? {}) as Record<string, unknown>;
    for (const [parameter, cursor] of [['next', next] as const, ['offset', offset] as const]) {
      if (typeof cursor === 'string') this.cursors.set(cursor, { path, query, parameter, cursor });
    }
    this.learnEvents(body);
  }

  private learnEvents(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const entry of value) this.learnEvents(entry);
      return;
    }
    const { id, created } = value as Record<string, unknown>;
    if (typeof id === 'string' && typeof created === 'number') this.events.set(id, created);
    for (const inner of Object.values(value)) this.learnEvents(inner);
  }
}
