import type * as z from 'zod';
import type { ErrorCode } from '../errors.ts';

/** What a dialect says of its part of the API; `documentOf` makes an OpenAPI document of it. */
export interface ApiDescription {
  title: string;
  /** Markdown. */
  description: string;
  tags: Readonly<Record<string, string>>;
  /** By route, as in the table of routes: `GET /v1/people/{id}`. */
  operations: Readonly<Record<string, OperationDescription>>;
  /** Schemas of requests and of answers that get a name of their own wherever they stand. */
  requests: Readonly<Record<string, z.core.$ZodType>>;
  answers: Readonly<Record<string, z.core.$ZodType>>;
  /** The body of every error. */
  error: z.core.$ZodType;
  headers: {
    /** On every answer after the rate of a key was counted. */
    rate: Headers;
    /** On every answer of a function. */
    always: Headers;
    /** On a 401 beside `WWW-Authenticate`. */
    unauthenticated?: Headers;
  };
  /** Changes what zod says of one of its schemas, for what a parser takes beyond it. */
  override?: (schema: z.core.$ZodType, json: JsonSchema) => void;
}

/** What can be read but not understood is refused alike, whatever it is. */
export type ErrorName = Exclude<ErrorCode, 'malformed'> | 'internal';

export type Headers = Readonly<Record<string, ParameterDescription>>;

export interface OperationDescription {
  /** `postEvents`: clients that are generated name their methods by it. */
  id: string;
  tag: string;
  summary: string;
  /** Markdown. */
  description?: string;
  path?: Readonly<Record<string, ParameterDescription>>;
  query?: Readonly<Record<string, ParameterDescription>>;
  /** `Prefer: respond-async` is heeded. */
  mayPreferAsync?: true;
  body?: BodyDescription;
  /** What it answers when all is well, by status. */
  answers: Readonly<Record<number, AnswerDescription>>;
  /** Errors beside those that follow from its route, its parameters and its body. */
  errors?: readonly ErrorName[];
  /** Posts do anyway. */
  heedsIdempotencyKey?: true;
}

export interface ParameterDescription {
  description: string;
  schema: z.core.$ZodType;
  required?: boolean;
  example?: unknown;
}

export interface BodyDescription {
  schema: z.core.$ZodType;
  /** What to know of a field, by its name, wherever in the body it stands. */
  fields?: Readonly<Record<string, string>>;
  /** JSON Schema beside what zod says of the body, for rules across its fields. */
  also?: JsonSchema;
  /** A field that is `null` is as good as absent, at any depth. */
  nulls?: true;
  /** By a name for the reader. */
  examples: Readonly<Record<string, unknown>>;
}

export interface AnswerDescription {
  description: string;
  schema: z.core.$ZodType;
  headers?: Headers;
  example?: unknown;
  /** It is kept for repeated requests with an `Idempotency-Key`, if it isn't too large. */
  kept?: true;
}

/** JSON Schema, draft 2020-12. */
export interface JsonSchema {
  [keyword: string]: unknown;
}
