import * as z from 'zod';
import type { ErrorCode } from '../errors.ts';
import type { Route } from '../http/routes.ts';
import { INTERNAL_ERROR, statusOf } from '../http/status.ts';
import type { ApiDescription, ErrorName, Headers, OperationDescription } from './description.ts';

/** What API Gateway answers by itself, in no dialect. */
export const gatewayError = z
  .strictObject({ message: z.string(), errorMessage: z.string().optional() })
  .describe('What the gateway says before any function is asked, or when none answers.');

export interface ErrorAnswer {
  status: number;
  description: string;
  headers: Headers;
  /** Whether the gateway may give it too, in its own shape. */
  gateways: boolean;
}

/** The errors that an operation may answer with, in the order of their statuses. */
export function errorsOf(
  { method, roles }: Route,
  { path, query, body, heedsIdempotencyKey, errors = [] }: OperationDescription,
): ErrorName[] {
  if (roles === null) return [];
  const may = new Set<ErrorName>(['unauthenticated', 'rate-limited', 'internal', 'unavailable', ...errors]);
  const add = (...names: ErrorName[]) => {
    for (const name of names) may.add(name);
  };
  if (query || body) add('invalid');
  if (roles) add('forbidden');
  if (path) add('not-found');
  if (method === 'POST' || heedsIdempotencyKey) add('conflict', 'mismatch');
  if (method === 'POST' || method === 'PUT') add('too-large', 'unsupported-media-type');
  return (Object.keys(descriptions) as ErrorName[]).filter((name) => may.has(name));
}

const descriptions: Record<ErrorName, string> = {
  invalid: 'Something in the request is not as it should be; the message names it.',
  unauthenticated: 'There is no key, or it is unknown or was revoked.',
  forbidden: 'The role of the key may not do this.',
  'not-found': 'There is no such thing, or it belongs to another account.',
  'method-not-allowed': 'The path does not take this method.',
  conflict: 'A request with this `Idempotency-Key` is still running.',
  'too-large': 'The body has more than 4 MB.',
  'unsupported-media-type': 'The body is neither JSON nor a form, or it has a `Content-Encoding`.',
  mismatch: 'This `Idempotency-Key` was used before with another body.',
  'rate-limited': 'The key has used up its requests of this minute.',
  internal: 'A mistake of ours. The message has an id for the operator.',
  unavailable: 'Please try again. A POST with an `Idempotency-Key` can be repeated without harm.',
};
/** All errors, also those that are answered where there is no operation: no path of a document can say that. */
export function errorAnswers({ headers }: ApiDescription): Record<ErrorName, ErrorAnswer> {
  const own: Partial<Record<ErrorName, Headers>> = {
    unauthenticated: {
      'WWW-Authenticate': { description: 'How to send a key.', schema: z.string(), required: true },
      ...headers.unauthenticated,
    },
    'method-not-allowed': {
      Allow: { description: 'The methods that the path takes.', schema: z.string(), required: true },
    },
    conflict: seconds('Seconds until it has surely ended.'),
    'rate-limited': seconds('Seconds until the minute ends.'),
    unavailable: optional(seconds('Seconds to wait.')),
  };
  return Object.fromEntries(
    Object.entries(descriptions).map(([name, description]) => {
      const status = name === 'internal' ? INTERNAL_ERROR : statusOf[name as ErrorCode];
      const gateways = status >= INTERNAL_ERROR || name === 'too-large' || name === 'rate-limited';
      // What is nowhere is nobody's, before a key is known there is no rate, and a failure may be in counting it.
      const rate = rateless.has(name) || gateways ? optional(headers.rate) : headers.rate;
      const counted = name === 'unauthenticated' || name === 'method-not-allowed' ? {} : rate;
      return [
        name,
        {
          status,
          description,
          gateways,
          headers: { ...own[name as ErrorName], ...counted, ...headers.always },
        },
      ];
    }),
  ) as Record<ErrorName, ErrorAnswer>;
}

const rateless: ReadonlySet<string> = new Set(['not-found']);

const seconds = (description: string): Headers => ({
  'Retry-After': { description, schema: z.int().min(1), required: true, example: 17 },
});

const optional = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, { ...header, required: false }]));
