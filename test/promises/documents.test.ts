import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { handler as ofFollowUpBoss } from '../../functions/followupboss-document.ts';
import { handler as ofHubSpot } from '../../functions/hubspot-document.ts';
import { routes } from '../../lib/http/routes.ts';
import type { JsonSchema } from '../../lib/openapi/description.ts';
import type { OpenApiDocument } from '../../lib/openapi/document.ts';
import { conforms } from '../every-answer/conforms.ts';
import { seen } from '../every-answer.ts';
import { ask } from '../http/an-event.ts';
import { type DocumentName, documents } from '../openapi-documents.ts';

const handlers = { followupboss: ofFollowUpBoss, hubspot: ofHubSpot };
const names = Object.keys(handlers) as DocumentName[];

const operationsIn = ({ paths }: OpenApiDocument) =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );

describe.each(names)('the document of %s', (name) => {
  const document = documents[name]();

  it('is served to whoever asks, without a key', async () => {
    const { status, headers, body } = await ask(handlers[name], { route: `GET /openapi/${name}.json` });
    expect([status, headers]).toEqual([200, { 'Content-Type': 'application/json' }]);
    expect(body).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const copy = JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
    expect(await validator.validate(copy)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('refers only to what is in it, and has nothing that nobody refers to', () => {
    const text = JSON.stringify(document);
    const referred = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)].map(
      ([, kind, part]) => `${kind}/${part}`,
    );
    const { schemas, responses } = document.components;
    const there = [
      ...Object.keys(schemas).map((part) => `schemas/${part}`),
      ...Object.keys(responses).map((part) => `responses/${part}`),
    ];
    // What is answered where there is no operation.
    const elsewhere = ['responses/MethodNotAllowed'];
    expect([...new Set([...referred, ...elsewhere])].sort()).toEqual(there.sort());
  });

  it('gives examples that are as it says, and of nobody', () => {
    const examples = operationsIn(document).flatMap(({ route, operation }) =>
      contentsOf(operation).flatMap(({ schema, example, examples = {} }) =>
        [
          ...(example === undefined ? [] : [example]),
          ...Object.values(examples).map(({ value }) => value),
        ].map((value) => [route, conforms(name, schema, value)] as const),
      ),
    );
    expect(examples.length).toBeGreaterThan(4);
    expect(examples.filter(([, problem]) => problem !== undefined)).toEqual([]);
    const addresses = JSON.stringify(document).match(/[\w.]+@[\w.]+/g) ?? [];
    expect(addresses.filter((address) => !address.endsWith('@example.com'))).toEqual([]);
  });
});

interface Content {
  schema: JsonSchema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

const contentsOf = ({ requestBody, responses }: { requestBody?: object; responses: object }): Content[] =>
  [requestBody, ...Object.values(responses)].flatMap((holder) =>
    Object.values((holder as { content?: Record<string, Content> } | undefined)?.content ?? {}),
  );

it('each route is in one document, and each operation of a document is a route', () => {
  const described = names.flatMap((name) => operationsIn(documents[name]()).map(({ route }) => route));
  expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
});

it('no two operations of a document have the same name', () => {
  for (const name of names) {
    const ids = operationsIn(documents[name]()).map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

describe('an answer fails the test that gets it', () => {
  const rate = {
    ...{ 'X-RateLimit-Limit': '500', 'X-RateLimit-Remaining': '499' },
    ...{ 'X-RateLimit-Window': '60', 'X-RateLimit-Context': 'global' },
  };
  const headers = { 'Content-Type': 'application/json', ...rate };
  const campaign = { id: 7, origin: 'a', originId: '1', name: null, subject: null, bodyHtml: null };
  const asked = { method: 'GET', path: '/v1/emCampaigns/7', status: 200, headers, body: campaign };

  it('unless it is as documented', () => {
    expect(() => seen(asked)).not.toThrow();
  });

  it.each([
    ['of a status that is not in the document', { status: 418 }, /418, which getCampaign never is/],
    ['with a property more', { body: { ...campaign, more: 1 } }, /additional properties \('more'\)/],
    ['with a property less', { body: { ...campaign, name: undefined } }, /required property 'name'/],
    ['with a value of another type', { body: { ...campaign, id: '7' } }, /\/id must be integer/],
    ['without a header', { headers: { 'Content-Type': 'application/json' } }, /without X-RateLimit-Limit/],
    ['with another header', { headers: { ...headers, 'X-RateLimit-Window': '10' } }, /X-RateLimit-Window/],
    ['of another type', { headers: { ...rate, 'Content-Type': 'text/html' } }, /of type 'text\/html'/],
    ['for a path that is nowhere', { path: '/v1/nothing' }, /a path without an operation never is/],
  ])('%s', (_, changed, says) => {
    const answer = { ...asked, ...changed };
    // As JSON has it.
    expect(() => seen({ ...answer, body: JSON.parse(JSON.stringify(answer.body)) })).toThrow(says);
  });
});
