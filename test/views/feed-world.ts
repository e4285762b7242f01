import type { QueuedEvent } from '../../lib/domain/chunk.ts';
import type { Properties } from '../../lib/domain/event-properties.ts';
import type { EventReference } from '../../lib/domain/history.ts';
import { createCampaign } from '../../lib/store/campaigns.ts';
import type { Table } from '../../lib/store/table.ts';
import { type FeedFilters, type FeedPage, readEventFeed } from '../../lib/views/event-feed.ts';
import type { FeedPlace } from '../../lib/views/feed-place.ts';
import type { ShownEvent } from '../../lib/views/histories.ts';
import { aQueuedEvent, HOUR_MS } from '../factories.ts';
import { ACCOUNT, messageOf, openRig, own, type Rig, START, type TestMessage } from '../protocol/rig.ts';

/** One submission in a few words. */
export interface Said {
  person: number;
  /** 0: of no campaign. */
  campaign: number;
  word: QueuedEvent['word'];
  /** ms after the world's beginning. */
  at: number;
  url?: string;
  properties?: Properties;
}

/** Three campaigns of two apps, and the real event-processor; each test has hours and people of its own. */
export interface FeedWorld {
  rig: Rig;
  table: Table;
  /** The app of a campaign, by its id. */
  apps: Map<number, number>;
  aStory(): Promise<Story>;
  close(): Promise<void>;
}

/** What a test tells, about nobody that another tells of. */
export interface Story {
  /** When it begins, ms; it is over a day later. */
  begin: number;
  end: number;
  addressOf(person: number): string;
  /** A queue message with these, none of which is processed yet. */
  message(...said: readonly Said[]): TestMessage;
  /** Stores and counts these. */
  tell(...said: readonly Said[]): Promise<void>;
}

/** What one story may take: no other begins in it. */
const STORY_MS = 24 * HOUR_MS;
export const CAMPAIGNS = [1, 2, 3];

export async function openFeedWorld(): Promise<FeedWorld> {
  const rig = await openRig();
  const apps = new Map([[0, 0]]);
  for (const [position, origin] of ['spring', 'spring', 'autumn'].entries()) {
    const draft = { origin, originId: String(position), name: null, subject: 'Hello', bodyHtml: null };
    const made = await createCampaign(rig.table, ACCOUNT, draft, START);
    if (!('created' in made)) throw new Error('the campaign is there already');
    apps.set(made.created.id, made.created.appId);
  }
  let [stories, people, numbers, messages] = [0, 0, 0, 0];
  return {
    rig,
    table: rig.table,
    apps,
    async aStory() {
      const begin = START + ++stories * STORY_MS;
      const first = people;
      people += 5;
      const addressOf = (person: number) => `p${first + person}@example.com`;
      for (let person = 1; person <= 5; person++) await own(rig.table, addressOf(person), first + person);
      const message = (...said: readonly Said[]) =>
        messageOf(
          `m${++messages}`,
          said.map(({ person, at, ...rest }, position) =>
            aQueuedEvent({
              ...rest,
              number: ++numbers,
              position,
              recipient: addressOf(person),
              received: rig.clock.now,
              created: begin + at,
            }),
          ),
        );
      return {
        begin,
        end: begin + STORY_MS - 1,
        addressOf,
        message,
        tell: (...said) => rig.drain([message(...said)]),
      };
    },
    close: rig.close,
  };
}

/** A list as a client reads it, page by page; the sizes repeat. */
export async function readToEnd(
  table: Table,
  filters: FeedFilters,
  limits: readonly number[] = [1_000],
): Promise<ShownEvent[]> {
  const events: ShownEvent[] = [];
  for await (const page of pages(table, filters, limits)) events.push(...page.events);
  return events;
}

/** A list whose pages never end. */
const PAGES_MAX = 2_000;

export async function* pages(
  table: Table,
  filters: FeedFilters,
  limits: readonly number[],
): AsyncGenerator<FeedPage> {
  let after: FeedPlace | undefined;
  for (let number = 0; number < PAGES_MAX; number++) {
    const page = await readEventFeed(table, ACCOUNT, filters, {
      limit: limits[number % limits.length] ?? 1,
      after,
    });
    yield page;
    if (!page.hasMore) return;
    after = page.place;
  }
  throw new Error('a list without an end');
}

/** An event in words: ids are replaced by what they lead to. */
export interface Told {
  person: number;
  campaign: number;
  type: string;
  at: number;
  dropReason?: unknown;
  sentBy?: string;
  obsoletedBy?: string;
  causedBy?: string;
}

/** @param all every event that may be referred to */
export function inWords({ begin, addressOf }: Story, events: readonly ShownEvent[], all = events): Told[] {
  const names = new Map(
    all.map(({ campaign, event: { id, type, created } }) => [id, nameOf(type, created - begin, campaign)]),
  );
  const reference = (name: string, to: EventReference | undefined) =>
    to ? { [name]: names.get(to.id) ?? 'nothing' } : {};
  const persons = new Map([1, 2, 3, 4, 5].map((person) => [addressOf(person), person]));
  return events.map(({ campaign, event }) => ({
    person: persons.get(event.recipient) ?? 0,
    campaign,
    type: event.type,
    at: event.created - begin,
    ...('dropReason' in event.properties && { dropReason: event.properties.dropReason }),
    ...reference('sentBy', event.sentBy),
    ...reference('obsoletedBy', event.obsoletedBy),
    ...reference('causedBy', event.causedBy),
  }));
}

export const nameOf = (type: string, at: number, campaign: number): string =>
  `${type} at ${at} in ${campaign}`;
