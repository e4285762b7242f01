import * as fc from 'fast-check';
import type { Target } from '../../infra/local/gateway-target.ts';
import type { Route } from '../../lib/http/routes.ts';
import { basic } from '../http/an-event.ts';
import { exampleOf, type Ingredients, pickBy } from './examples.ts';
import { forged, goOn } from './forged-cursor.ts';
import { anyJson, asForm, formNames, type Mutation, mutated, mutations, texts } from './hostile-json.ts';
import type { Sent } from './installation.ts';
import type { Known } from './known.ts';

/** What is said wrong in a request that is otherwise good, each part by itself. */
export interface Hostility {
  /** Choose the good request. */
  choices: number[];
  body: HostileBody;
  /** In place of the path's parameters, in their order. */
  path: string[];
  query: HostileQuery;
  authorization: string | undefined;
  /** Beside, or in place of, the good ones. */
  headers: Record<string, string>;
  base64: boolean;
}

type HostileBody =
  | { kind: 'good' }
  | { kind: 'mutated'; changes: Mutation[]; form: boolean }
  | { kind: 'form'; pairs: [string, string][] }
  | { kind: 'any'; value: unknown }
  | { kind: 'broken'; at: number; text: string }
  | { kind: 'bytes'; bytes: Uint8Array };

type HostileQuery =
  | { kind: 'good' }
  | { kind: 'parameters'; pairs: [string, string][] }
  | { kind: 'any'; text: string }
  | { kind: 'cursor'; position: number; cut: number; changes: Mutation[] };

/** Every parameter that some route has a meaning for. */
const parameters = [
  ...[
    'limit',
    'offset',
    'next',
    'fields',
    'sort',
    'system',
    'hapikey',
    'portalId',
    'includeTrash',
    'id',
    'email',
    'phone',
  ],
  ...[
    'type',
    'personId',
    'campaignId',
    'updatedAfter',
    'updatedBefore',
    'createdAfter',
    'lastActivityBefore',
  ],
  ...[
    'origin',
    'originId',
    'deduplicate',
    'dedupe',
    'mergeTags',
    'erase',
    'name',
    'tags',
    'stage',
    'contacted',
  ],
  ...[
    'priceAbove',
    'idLessThan',
    'assignedUserId',
    'customCloseDate',
    'search',
    'recipient',
    'eventType',
    'appId',
  ],
  ...[
    'startTimestamp',
    'endTimestamp',
    'excludeFilteredEvents',
    'changeType',
    'includeSnapshots',
    'doubtful',
  ],
  ...['limit[]', 'id[0]', 'type[a][b]', '__proto__', 'constructor', 'toString'],
];

const mostly = <T>(good: T, weight: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(good) }, { weight: 1, arbitrary });

const bodies: fc.Arbitrary<HostileBody> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'good' as const }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('mutated' as const),
      changes: mutations,
      form: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('form' as const),
      pairs: fc.array(fc.tuple(formNames, texts), { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('any' as const), value: anyJson }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('broken' as const), at: fc.nat(2_000), text: texts }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('bytes' as const), bytes: fc.uint8Array({ maxLength: 60 }) }),
  },
);

const queries: fc.Arbitrary<HostileQuery> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'good' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('parameters' as const),
      pairs: fc.array(fc.tuple(fc.constantFrom(...parameters), texts), { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('cursor' as const),
      position: fc.nat(1_000),
      cut: fc.constantFrom(0, 0, 0, 1, 3),
      changes: fc.oneof(fc.constant<Mutation[]>([]), mutations),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('any' as const), text: texts }) },
);

const contentTypes = [
  ...[
    'application/json',
    'application/json; charset=utf-8',
    'application/vnd.api+json',
    'application/x-www-form-urlencoded',
  ],
  ...['text/plain', 'multipart/form-data; boundary=x', '', ';', 'application/JSON;;;', '__proto__'],
];

const headers: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    'content-type': mostly('application/json', 4, fc.oneof(fc.constantFrom(...contentTypes), texts)),
    'content-encoding': mostly('identity', 9, texts),
    'idempotency-key': mostly('k1', 1, fc.oneof(fc.constantFrom('k2', 'k3'), texts)),
    prefer: mostly('respond-async', 3, texts),
    host: texts,
    'x-forwarded-proto': fc.constantFrom('http', 'https', 'javascript'),
    cookie: texts,
    accept: texts,
  },
  { requiredKeys: [] },
);

const authorizations = fc.oneof(
  fc.constantFrom('', 'Basic', 'Bearer', 'Basic :', 'Basic %%%', 'Bearer  ', 'Digest x', 'Basic Og=='),
  texts,
  texts.map((text) => `Bearer ${text}`),
  texts.map((text) => basic(text).authorization ?? ''),
);

export const hostilities: fc.Arbitrary<Hostility> = fc.record({
  choices: fc.array(fc.nat(10_000), { minLength: 20, maxLength: 60 }),
  body: bodies,
  path: mostly<string[]>([], 3, fc.array(texts, { minLength: 2, maxLength: 2 })),
  query: queries,
  authorization: mostly<string | undefined>(undefined, 9, authorizations),
  headers: mostly<Record<string, string>>({}, 2, headers),
  base64: fc.constantFrom(false, false, false, true),
});

const harmless: Hostility = {
  choices: [0],
  body: { kind: 'good' },
  path: [],
  query: { kind: 'good' },
  authorization: undefined,
  headers: {},
  base64: false,
};

const POLLUTION: [string, string][] = ['__proto__', 'constructor[prototype]', 'a[__proto__]'].map((way) => [
  `${way}[polluted]`,
  'yes',
]);

/** What every run has, whatever the seed: good requests, and one that each part of the shell has to refuse. */
export const always = ({ method }: Route): Hostility[] => [
  ...[0, 5, 11].map((n) => ({
    ...harmless,
    choices: Array.from({ length: 30 }, (_, i) => n * i + i * i),
  })),
  { ...harmless, authorization: 'Bearer cm_unknown' },
  { ...harmless, path: ['%00', '%25'] },
  { ...harmless, path: [LONG, LONG] },
  ...(method === 'GET' ? badQueries : badBodies),
];

/** Longer than a key may be. */
const LONG = `${'x'.repeat(3_000)}@example.com`;

const badQueries: Hostility[] = [
  ...[['email'], ['recipient'], ['origin', 'originId']].map((names) => ({
    ...harmless,
    query: { kind: 'parameters' as const, pairs: names.map((name): [string, string] => [name, LONG]) },
  })),
  // A place in a list that is none, under a seal that is right.
  ...['', LONG, -1].map((value) => ({
    ...harmless,
    query: {
      ...{ kind: 'cursor' as const, position: 0, cut: 0 },
      changes: [{ kind: 'replace' as const, at: 1, name: '', value }],
    },
  })),
];

const badBodies: Hostility[] = [
  { ...harmless, body: { kind: 'broken', at: 1, text: '\u0000' } },
  { ...harmless, headers: { 'content-type': 'text/plain' } },
  { ...harmless, body: { kind: 'form', pairs: POLLUTION } },
  { ...harmless, body: { kind: 'any', value: JSON.parse('{"__proto__":{"polluted":"yes"}}') } },
];

/** The request, made of what is known by now, and the function that API Gateway would send it to. */
export function hostileRequest(
  route: Route,
  hostility: Hostility,
  { key, account, ...ingredients }: Omit<Ingredients, 'pick'> & { key: string; account: number },
): { sent: Sent; target: Target } {
  const { choices, body, path, query, authorization, base64 } = hostility;
  const example = exampleOf(route, { ...ingredients, pick: pickBy(choices) });
  const pathParameters = Object.fromEntries(
    Object.entries(example.path).map(([name, value], position) => [name, path[position] || value]),
  );
  const content = contentOf(example.json, body);
  const sentPath = route.path.replace(/\{(\w+)\}/g, (_, name: string) => pathParameters[name] ?? '');
  return {
    sent: {
      method: route.method,
      path: sentPath,
      query: queryOf(example.query, query, { known: ingredients.known, account }, sentPath),
      headers: {
        authorization: authorization ?? basic(key).authorization ?? '',
        ...content.headers,
        ...hostility.headers,
      },
      ...(content.body !== undefined && { body: content.body }),
      base64,
    },
    target: { function: route.function, routeKey: `${route.method} ${route.path}`, pathParameters },
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

function contentOf(
  good: unknown,
  hostile: HostileBody,
): { body?: string | Buffer; headers: Record<string, string> } {
  switch (hostile.kind) {
    case 'good':
      return good === undefined ? { headers: {} } : { body: JSON.stringify(good), headers: JSON_TYPE };
    case 'mutated': {
      const body = mutated(good ?? {}, hostile.changes);
      return hostile.form
        ? { body: asForm(body), headers: FORM_TYPE }
        : { body: JSON.stringify(body) ?? '', headers: JSON_TYPE };
    }
    case 'form': {
      const form = asForm(good ?? {});
      return { body: `${form}&${new URLSearchParams(hostile.pairs)}`, headers: FORM_TYPE };
    }
    case 'any':
      return { body: JSON.stringify(hostile.value), headers: JSON_TYPE };
    case 'broken': {
      const text = JSON.stringify(good ?? { a: [1] });
      const at = hostile.at % text.length;
      return { body: text.slice(0, at) + hostile.text + text.slice(at + 1), headers: JSON_TYPE };
    }
    case 'bytes':
      return { body: Buffer.from(hostile.bytes), headers: JSON_TYPE };
    default:
      return hostile satisfies never;
  }
}

function queryOf(
  good: Record<string, string>,
  hostile: HostileQuery,
  { known, account }: { known: Known; account: number },
  sentTo: string,
): string {
  switch (hostile.kind) {
    case 'good':
      return String(new URLSearchParams(good));
    case 'parameters':
      return String(new URLSearchParams([...Object.entries(good), ...hostile.pairs]));
    case 'any':
      return hostile.text;
    case 'cursor': {
      const all = [...known.cursors.values()];
      const own = all.filter(({ path }) => path === sentTo);
      const given = own.length > 0 ? own : all;
      const chosen = given[hostile.position % given.length];
      if (!chosen) return 'next=eyJwbGFjZSI6IjAifQ&offset=eyJwbGFjZSI6IjAifQ';
      const change = (place: object) => Object(mutated(place, hostile.changes));
      const cursor = forged(chosen, account, change);
      return goOn(chosen, cursor.slice(0, cursor.length - hostile.cut)).query;
    }
    default:
      return hostile satisfies never;
  }
}
