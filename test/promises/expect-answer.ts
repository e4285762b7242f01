import { assertNoPoisoning } from '@fast-check/poisoning';
import { expect } from 'vitest';
import { INVOCATION_BYTES_MAX } from '../../infra/local/settings.ts';
import type { Call } from './calls.ts';
import type { Told } from './installation.ts';

/** What says how it works inside: stacks, files, classes of errors, the store's names and keys. */
const INTERNAL =
  /\bat .+:\d+:\d+|\.ts\b|node_modules|node:|\/lib\/|(Type|Range|Syntax|Reference|Zod|Api)Error|Exception\b|dynamo|\bsqs\b|\baws\b|installation-\d|\b[AK]#\d|cm_\w|\[object |undefined|NaN/i;

const fub = { errorMessage: expect.any(String), message: expect.any(String) };

/** An error's body in the dialect of its path, and nothing else in it. */
function expectErrorOfDialect(path: string, { status, body, headers }: Told): void {
  if (/^\/(email\/public\/|crm\/|openapi\/hubspot)/.test(path)) {
    const { category, errorType, policyName, requestId, ...always } = body as Record<string, unknown>;
    expect(always).toEqual({
      status: 'error',
      message: expect.any(String),
      correlationId: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
    });
    expect(headers['X-HubSpot-Correlation-Id']).toBe(always.correlationId);
    expect([undefined, 'RATE_LIMIT']).toContain(errorType);
    if (status === 401) expect(category).toBe('INVALID_AUTHENTICATION');
  } else {
    expect(body).toEqual(fub);
    const { errorMessage, message } = body as { errorMessage: string; message: string };
    expect(message).toBe(errorMessage);
  }
}

/**
 * What holds of every answer, whatever was asked: it is no failure of ours, it is JSON that Lambda and HTTP let
 * through, and an error is in the shape of its dialect and tells nothing of what is inside.
 * @param path of the request
 */
export function expectAnswer(path: string, told: Told): void {
  const { status, headers, text } = told;
  if (status >= 500) throw new Error(`${status}: ${text}`);
  expect(Buffer.byteLength(JSON.stringify({ headers, body: text }))).toBeLessThan(INVOCATION_BYTES_MAX);
  for (const [name, value] of Object.entries(headers)) {
    expect(`${name}: ${value}`).toMatch(/^[\x20-\x7e]+$/);
  }
  if (text !== '') expect(headers['Content-Type']).toBe('application/json');
  if (status < 400) return;
  expectErrorOfDialect(path, told);
  // HubSpot's own sentence on a type that is none repeats it.
  const { message } = told.body as { message: string };
  expect(message.replace(/from String ".*": not one/s, '')).not.toMatch(INTERNAL);
}

/** DynamoDB's: of a partition key. */
const KEY_BYTES_MAX = 2_048;

/** That no query asks for a key which DynamoDB refuses: the embedded one lets them pass, as no item has such a key. */
export function expectKeys(calls: readonly Call[]): void {
  for (const { operation, input } of calls) {
    if (operation !== 'Query') continue;
    for (const { S = '' } of Object.values(input.ExpressionAttributeValues ?? {})) {
      const bytes = Buffer.byteLength(S);
      if (bytes === 0 || bytes > KEY_BYTES_MAX) throw new Error(`a key of ${bytes} bytes: ${S.slice(0, 40)}`);
    }
  }
}

/** What every program has that runs here; vitest's own globals change all the time. */
const LANGUAGE =
  /^(?!(Object|Array|Function|String|Number|Boolean|Symbol|BigInt|Map|Set|WeakMap|WeakSet|Promise|RegExp|Date|Error|TypeError|RangeError|JSON|Math|Reflect|Proxy|Iterator|Uint8Array|Buffer|URL|URLSearchParams|TextDecoder)$)/;

/** That nothing which all code shares has been changed. Takes some milliseconds. */
export const expectPrototypesUnharmed = (): void => assertNoPoisoning({ ignoredRootRegex: LANGUAGE });
