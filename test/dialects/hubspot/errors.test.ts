import { describe, expect, test } from 'vitest';
import { renderError } from '../../../lib/dialects/hubspot/errors.ts';
import type { RenderedError } from '../../../lib/http/dialect.ts';

const correlationId = '0c1f6a1e-8a39-4f5d-9c55-0d6f2a1b3c4d';

const render = (code: RenderedError['code'], message = 'It is so.') =>
  renderError({ code, status: 400, message, requestId: 'request-1', correlationId });

describe('an error in the words of HubSpot', () => {
  test.each<[RenderedError['code'], string | undefined]>([
    ['invalid', 'VALIDATION_ERROR'],
    ['mismatch', 'VALIDATION_ERROR'],
    ['conflict', 'CONFLICT'],
    ['forbidden', 'USER_DOES_NOT_HAVE_PERMISSIONS'],
    ['malformed', undefined],
    ['not-found', undefined],
    ['method-not-allowed', undefined],
    ['too-large', undefined],
    ['unsupported-media-type', undefined],
    ['unavailable', undefined],
    ['internal', undefined],
  ])('%s has the category %s and nothing that does not apply', (code, category) => {
    expect(render(code)).toEqual({
      body: { status: 'error', message: 'It is so.', correlationId, ...(category && { category }) },
    });
  });

  test('a missing or unknown key is told word for word, also in a header', () => {
    expect(render('unauthenticated', 'This API key is unknown or was revoked.')).toEqual({
      body: {
        status: 'error',
        message:
          'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
        correlationId,
        category: 'INVALID_AUTHENTICATION',
      },
      headers: { 'X-HubSpot-Auth-Failure': '401 Unauthorized' },
    });
  });

  test('a key that has used up its rate is told so in the way that clients wait for', () => {
    expect(render('rate-limited', 'This key may send 500 requests a minute.')).toEqual({
      body: {
        status: 'error',
        message: 'You have reached your minutely limit. This key may send 500 requests a minute.',
        correlationId,
        errorType: 'RATE_LIMIT',
        policyName: 'TEN_SECONDLY_ROLLING',
        requestId: 'request-1',
      },
    });
  });
});
