import { routes } from '../http/routes.ts';
import type { ApiDescription, BodyDescription, JsonSchema, OperationDescription } from './description.ts';
import { gatewayError } from './error-answers.ts';
import { type Answer, type Operation, renderErrors, renderOperation } from './operation.ts';
import { repeatedAnswer } from './request-headers.ts';
import { allowNulls, describeFields, Schemas } from './schemas.ts';

/** An OpenAPI 3.1 document, as far as its readers here look into it. */
export interface OpenApiDocument {
  openapi: string;
  info: object;
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  security: Record<string, never[]>[];
  /** By path and method in lower case. */
  paths: Record<string, Record<string, Operation>>;
  components: {
    securitySchemes: object;
    schemas: Record<string, JsonSchema>;
    responses: Record<string, Answer>;
  };
}

/**
 * Makes a dialect's OpenAPI 3.1 document: 20 ms, once it has run.
 * @param serverUrl absolute, or relative to where the document is
 * @throws Error if it describes a route that is not in the table of routes
 */
export function documentOf(api: ApiDescription, serverUrl: string): OpenApiDocument {
  const requests = new Schemas('input', api.override);
  const answers = new Schemas('output');
  for (const [name, schema] of Object.entries(api.requests)) requests.name(schema, name);
  for (const [name, schema] of Object.entries(api.answers)) answers.name(schema, name);
  answers.name(api.error, 'Error');
  answers.name(gatewayError, 'GatewayError');
  const operations = Object.values(api.operations);
  const keeps = operations.some((operation) => Object.values(operation.answers).some(({ kept }) => kept));
  if (keeps) answers.name(repeatedAnswer, 'RepeatedAnswer');

  const paths: OpenApiDocument['paths'] = {};
  for (const [key, operation] of Object.entries(api.operations)) {
    const route = routes.find(({ method, path }) => `${method} ${path}` === key);
    if (!route) throw new Error(`${key} is described and missing in the table of routes`);
    nameBodies(operation, requests, answers);
    const rendered = renderOperation(route, operation, api, { requests, answers });
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: rendered };
  }
  const schemas = { ...requests.toJson(), ...answers.toJson() };
  for (const { body } of operations) refine(body, schemas, requests);
  return {
    openapi: '3.1.1',
    info: { title: api.title, version: '1', description: api.description },
    servers: [{ url: serverUrl }],
    tags: Object.entries(api.tags).map(([name, description]) => ({ name, description })),
    security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
    paths,
    components: { securitySchemes, schemas, responses: renderErrors(api, paths) },
  };
}

/** A key is sent in one of three ways, whatever the dialect. */
const securitySchemes = {
  basic: { type: 'http', scheme: 'basic', description: 'The key as user name, with any password or none.' },
  bearer: { type: 'http', scheme: 'bearer', description: 'The key as token.' },
  hapikey: {
    ...{ type: 'apiKey', in: 'query', name: 'hapikey' },
    description: 'The key in the query. Queries end up in logs: use a header if you can.',
  },
};

/** Bodies without a name get their operation's: `PostEventsRequest`, `PostEventsAnswer202`. */
function nameBodies({ id, body, answers }: OperationDescription, requests: Schemas, named: Schemas): void {
  const name = id.charAt(0).toUpperCase() + id.slice(1);
  if (body && !requests.nameOf(body.schema)) requests.name(body.schema, `${name}Request`);
  const statuses = Object.keys(answers);
  for (const [status, { schema }] of Object.entries(answers)) {
    const suffix = statuses.length > 1 ? `Answer${status}` : 'Answer';
    if (!named.nameOf(schema)) named.name(schema, name + suffix);
  }
}

/** Says what zod can't say of a request, in place. */
function refine(
  body: BodyDescription | undefined,
  schemas: Record<string, JsonSchema>,
  requests: Schemas,
): void {
  const schema = body && schemas[requests.nameOf(body.schema) as string];
  if (!schema) return;
  if (body.fields) describeFields(schema, body.fields);
  if (body.nulls) allowNulls(schema);
  Object.assign(schema, body.also);
}
