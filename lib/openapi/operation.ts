import type { Route } from '../http/routes.ts';
import type {
  AnswerDescription,
  ApiDescription,
  BodyDescription,
  Headers,
  JsonSchema,
  OperationDescription,
  ParameterDescription,
} from './description.ts';
import { errorAnswers, errorsOf } from './error-answers.ts';
import { idempotencyKey, prefer, repeatedAnswer, replayed } from './request-headers.ts';
import { inlineSchema, referenceTo, type Schemas } from './schemas.ts';

export interface Operation {
  operationId: string;
  parameters?: object[];
  requestBody?: object;
  responses: Record<string, Answer | { $ref: string }>;
  [field: string]: unknown;
}

export interface Answer {
  description: string;
  headers?: Record<string, { required: boolean; schema: JsonSchema; description: string }>;
  content?: Record<string, { schema: JsonSchema; example?: unknown }>;
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

interface Named {
  requests: Schemas;
  answers: Schemas;
}

/** An operation as the document has it. Its bodies are references: they must have names by now. */
export function renderOperation(
  route: Route,
  operation: OperationDescription,
  api: ApiDescription,
  { requests, answers }: Named,
): Operation {
  const { id, tag, summary, path = {}, query = {}, body } = operation;
  const parameters = [
    ...parametersIn('path', path),
    ...parametersIn('query', query),
    ...(operation.mayPreferAsync ? parametersIn('header', { Prefer: prefer }) : []),
    ...(route.method === 'POST' || operation.heedsIdempotencyKey
      ? parametersIn('header', { 'Idempotency-Key': idempotencyKey })
      : []),
  ];
  const description = [operation.description, route.roles && `For keys of ${route.roles.join(' and ')}.`]
    .filter(Boolean)
    .join(' ');
  const errors = errorAnswers(api);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== '' && { description }),
    ...(route.roles === null && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: renderBody(body, requests) }),
    responses: {
      ...mapped(operation.answers, (answer) => renderAnswer(answer, route, api, answers)),
      ...Object.fromEntries(
        errorsOf(route, operation).map((name) => [
          errors[name].status,
          { $ref: referenceToError(nameOfError(name)) },
        ]),
      ),
    },
  };
}

/** What is answered where there is no operation. */
const ELSEWHERE = ['NotFound', 'MethodNotAllowed'];

/** Each error that there may be, once: operations refer to them. */
export function renderErrors(
  api: ApiDescription,
  paths: Readonly<Record<string, Record<string, Operation>>>,
): Record<string, Answer> {
  const text = JSON.stringify(paths);
  const error = { $ref: referenceTo('Error') };
  const rendered = Object.entries(errorAnswers(api)).map(([name, { description, headers, gateways }]) => {
    const schema = gateways ? { anyOf: [error, { $ref: referenceTo('GatewayError') }] } : error;
    const answer = { description, headers: renderHeaders(headers), content: { [JSON_TYPE]: { schema } } };
    return [nameOfError(name), answer] as const;
  });
  return Object.fromEntries(
    rendered.filter(([name]) => ELSEWHERE.includes(name) || text.includes(`"${referenceToError(name)}"`)),
  );
}

const referenceToError = (name: string): string => `#/components/responses/${name}`;

/** `not-found` is `NotFound`. */
const nameOfError = (name: string): string =>
  name.replace(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase());

const mapped = <V, R>(values: Readonly<Record<string, V>>, render: (value: V) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, render(value)]));

const parametersIn = (place: string, parameters: Readonly<Record<string, ParameterDescription>>): object[] =>
  Object.entries(parameters).map(([name, { description, schema, required, example }]) => ({
    ...{ name, in: place, required: place === 'path' || required === true, description },
    schema: inlineSchema(schema),
    ...(example !== undefined && { example }),
  }));

const renderBody = ({ schema, examples }: BodyDescription, requests: Schemas): object => ({
  required: true,
  content: {
    [JSON_TYPE]: {
      schema: { $ref: referenceTo(requests.nameOf(schema) as string) },
      examples: mapped(examples, (value) => ({ value })),
    },
    [FORM_TYPE]: {
      schema: {
        type: 'object',
        description:
          'The same with brackets for what is inside: `list[0][field]=value`. All values are text.',
      },
    },
  },
});

function renderAnswer(
  { description, schema, headers, example, kept }: AnswerDescription,
  { roles }: Route,
  api: ApiDescription,
  answers: Schemas,
): Answer {
  const referenceOf = (to: typeof schema) => ({ $ref: referenceTo(answers.nameOf(to) as string) });
  const all = {
    ...headers,
    ...(kept && replayed),
    ...(roles !== null && { ...api.headers.rate, ...api.headers.always }),
  };
  return {
    description,
    ...(Object.keys(all).length > 0 && { headers: renderHeaders(all) }),
    content: {
      [JSON_TYPE]: {
        schema: kept ? { anyOf: [referenceOf(schema), referenceOf(repeatedAnswer)] } : referenceOf(schema),
        ...(example !== undefined && { example }),
      },
    },
  };
}

const renderHeaders = (headers: Headers): NonNullable<Answer['headers']> =>
  mapped(headers, ({ description, schema, required = false, example }) => ({
    ...{ description, required, schema: inlineSchema(schema) },
    ...(example !== undefined && { example }),
  }));
