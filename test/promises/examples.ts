import { eventTypes, listedWords } from '../../lib/domain/event-types.ts';
import type { Route } from '../../lib/http/routes.ts';
import { common, propertiesOfEachType } from '../dialects/hubspot/an-event-of-each-type.ts';
import type { Known } from './known.ts';

/** Chooses one of several. */
export type Pick = <T>(values: readonly T[]) => T;

/** A chooser whose choices are these numbers, over and over. */
export function pickBy(choices: readonly number[]): Pick {
  let position = 0;
  return (values) => values[(choices[position++ % choices.length] ?? 0) % values.length] as never;
}

/** What an example is made of. */
export interface Ingredients {
  known: Known;
  pick: Pick;
  /** ms. */
  now: number;
  /** Stands in every text that leads to nobody else: names, subjects, links. */
  mark: string;
}

/** A request that its route takes, but for its key. */
export interface Example {
  /** By their names. */
  path: Record<string, string>;
  query: Record<string, string>;
  json?: unknown;
}

export const addresses = ['ann@example.com', 'Bob@Example.com', 'jörg@bücher.example', 'c+d@e.example'];
const phones = ['+1 555 0100', '555-0101', '+49 30 1234567'];
const origins = ['shop', 'news', 'a#b'];

/**
 * A request for a route, out of what is known. A new route needs an entry only where it takes a body: what its path
 * and its query may say is known by name.
 */
export function exampleOf(route: Route, ingredients: Ingredients): Example {
  const { pick } = ingredients;
  const body = bodies[`${route.method} ${route.path}`];
  const query = queries[`${route.method} ${route.path}`] ?? [];
  const asked = query.length > 0 && pick([true, false]) ? pick(query)(ingredients) : {};
  return {
    path: pathOf(route, ingredients),
    query: asked,
    ...(body && { json: body(ingredients) }),
  };
}

/** The parameters of a route's path: what is there, as often as something else that is none or not there. */
function pathOf({ path }: Route, { known, pick }: Ingredients): Record<string, string> {
  if (path.includes('{created}')) {
    const [id, created] = pick([...known.events, ['6ba7b810-9dad-81d1-80b4-00c04fd430c8', 1] as const]);
    return { created: String(created), id };
  }
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, pick(valuesOf(name, path, known)) ?? '1']));
}

function valuesOf(name: string, path: string, known: Known): string[] {
  if (name === 'email') return addresses;
  if (path.includes('receipts')) return [...known.receipts, '6ba7b810-9dad-41d1-80b4-00c04fd430c8'];
  const ids = path.includes('/people') ? known.people : known.campaigns;
  return [...[...ids].map(String), '1', '2', '3'];
}

type Body = (ingredients: Ingredients) => unknown;

/** As `fields` of an object, each there or not. */
const some = (pick: Pick, fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(() => pick([true, true, false])));

const list = <T>(pick: Pick, most: number, make: () => T): T[] =>
  Array.from({ length: pick(Array.from({ length: most }, (_, n) => n + 1)) }, make);

/** Some hour of the last days, so that events meet in few groups and some are the same. */
const moment = (pick: Pick, now: number): number => {
  const hour = Math.floor(now / 3_600_000) - pick([1, 2, 30]);
  return hour * 3_600_000 + pick([0, 1_000, 60_000, 61_234]);
};

const idOf = (pick: Pick, ids: ReadonlySet<number>): number => pick([...ids, 1]);
const link = ({ pick, mark }: Ingredients) => `https://${mark}.example/${pick(['a', 'b?c=d'])}`;

const bodies: Record<string, Body> = {
  'POST /v1/people': (all) => ({ emails: [{ value: all.pick(addresses) }], ...person(all) }),
  'PUT /v1/people/{id}': (all) => person(all),
  'POST /v1/emCampaigns': ({ pick, mark }) => ({
    origin: pick(origins),
    originId: pick(['1', '2', '3', '4', '5', 6, 7, 8]),
    ...some(pick, { name: `Spring ${mark}`, subject: `Hello ${mark}`, bodyHtml: html(pick, mark) }),
  }),
  'PUT /v1/emCampaigns/{id}': ({ pick, mark }) =>
    some(pick, {
      name: `Autumn ${mark}`,
      subject: pick([null, `Bye ${mark}`]),
      bodyHtml: html(pick, mark),
    }),
  'POST /v1/emEvents': (all) => ({
    emEvents: list(all.pick, all.pick([1, 3, 3, 30]), () => ({
      type: all.pick(listedWords),
      campaignId: idOf(all.pick, all.known.campaigns),
      recipient: all.pick(addresses),
      ...some(all.pick, {
        occurred: new Date(moment(all.pick, all.now)).toISOString(),
        url: link(all),
        userId: 1,
      }),
      ...(all.pick([true, false, false]) && { personId: idOf(all.pick, all.known.people) }),
    })),
  }),
  'POST /email/public/v1/events': (all) => ({
    events: list(all.pick, all.pick([1, 3, 3, 30]), () => canonical(all)),
  }),
  'POST /email/public/v1/events/unbounce': ({ pick, now, mark }) => ({
    recipient: pick(addresses),
    ...some(pick, {
      user: `admin@${mark}.example`,
      created: moment(pick, now),
      sourceId: pick(['u1', 'u2']),
    }),
  }),
  'PUT /email/public/v1/subscriptions/{email}': ({ pick, mark }) => ({
    unsubscribeFromAll: pick([true, false]),
    subscriptionStatuses: list(pick, 2, () => ({
      id: pick([7, 8]),
      subscribed: pick([true, false]),
      ...some(pick, { optState: 'OPT_IN', legalBasis: 'NON_GDPR', legalBasisExplanation: mark }),
    })),
  }),
};

const html = (pick: Pick, mark: string): string =>
  `<p>${mark}</p>${'<a href="https://example.com/">x</a>'.repeat(pick([0, 1, 6]))}`;

const person = ({ pick, mark }: Ingredients): object =>
  some(pick, {
    firstName: mark,
    lastName: pick(['Lee', 'Ray']),
    stage: pick(['Lead', 'Trash']),
    emails: [{ value: pick(addresses), type: 'work', isPrimary: pick([true, 'true']) }],
    phones: [{ value: pick(phones) }],
    addresses: [{ street: `${mark} Street`, city: 'Porto' }],
    tags: list(pick, 2, () => pick(['vip', 'new', mark])),
    price: pick([100, '250000.5']),
    contacted: pick([true, '0']),
    collaborators: pick([[1], [{ id: 2, name: mark }]]),
    customFields: [{ id: 1, value: pick([mark, 5, true, null]) }],
    customCloseDate: '2026-01-02',
    background: mark,
    picture: { small: `https://${mark}.example/p.png` },
  });

function canonical(all: Ingredients): object {
  const { pick, known, now } = all;
  const type = pick(eventTypes);
  return {
    type,
    recipient: pick(addresses),
    emailCampaignId: idOf(pick, known.campaigns),
    ...some(pick, { created: moment(pick, now), sourceId: pick(['s1', 's2', 's3', 4]), filteredEvent: true }),
    ...(pick([true, false]) && common),
    ...(pick([true, false]) && propertiesOfEachType[type]),
    ...(type === 'CLICK' && { url: link(all) }),
  };
}

type Query = (ingredients: Ingredients) => Record<string, string>;

/** What lists can be asked, beside the cursors that they gave. */
const queries: Record<string, Query[]> = {
  'POST /v1/people': [() => ({ deduplicate: 'true' }), () => ({ dedupe: 'false' })],
  'PUT /v1/people/{id}': [() => ({ mergeTags: 'true' })],
  'GET /v1/people': [
    () => ({ limit: '1' }),
    () => ({ limit: '2', offset: '1', sort: '-updated' }),
    () => ({ sort: 'name', fields: 'id,name,customCloseDate' }),
    ({ pick }) => ({ email: pick(addresses) }),
    ({ pick }) => ({ phone: pick(phones) }),
    ({ mark }) => ({ tags: `vip,${mark}`, includeTrash: 'true' }),
    () => ({ id: '1,2,3' }),
  ],
  'GET /v1/people/{id}': [() => ({ fields: 'allFields' })],
  'GET /v1/people/checkDuplicate': [
    ({ pick }) => ({ email: pick(addresses) }),
    ({ pick }) => ({ phone: pick(phones) }),
  ],
  'GET /v1/emCampaigns': [
    () => ({ limit: '1' }),
    ({ pick }) => ({ origin: pick(origins) }),
    ({ pick }) => ({ origin: pick(origins), originId: pick(['1', '2']) }),
  ],
  'GET /v1/emCampaigns/{id}/drops': [() => ({ limit: '1' })],
  'GET /v1/emEvents': [
    () => ({ limit: '1' }),
    ({ pick }) => ({ type: pick(listedWords) }),
    ({ pick, known }) => ({ personId: String(idOf(pick, known.people)), limit: '1' }),
    ({ pick, known }) => ({ campaignId: String(idOf(pick, known.campaigns)), limit: '1' }),
    () => ({ updatedAfter: '2020-01-01T00:00:00Z', limit: '2' }),
  ],
  'GET /v1/emEvents/chains': [
    ({ pick, known }) => ({ personId: String(idOf(pick, known.people)) }),
    ({ pick, known }) => ({ campaignId: String(idOf(pick, known.campaigns)), limit: '1' }),
  ],
  'GET /email/public/v1/events': [
    () => ({ limit: '1' }),
    ({ pick }) => ({ recipient: pick(addresses), limit: '2' }),
    ({ pick }) => ({ eventType: pick(eventTypes), excludeFilteredEvents: 'true' }),
    ({ pick, known }) => ({ campaignId: String(idOf(pick, known.campaigns)), appId: '1' }),
    ({ now }) => ({ startTimestamp: '0', endTimestamp: String(now) }),
  ],
  'GET /email/public/v1/campaigns': [() => ({ limit: '1' })],
  'GET /email/public/v1/campaigns/by-id': [() => ({ limit: '1' })],
  'GET /email/public/v1/campaigns/{campaignId}': [() => ({ appId: '1' })],
  'GET /email/public/v1/subscriptions/timeline': [
    () => ({ limit: '1' }),
    () => ({ includeSnapshots: 'true' }),
    ({ pick }) => ({ recipient: pick(addresses), doubtful: 'true' }),
    () => ({ changeType: 'PORTAL_BOUNCE' }),
  ],
};
