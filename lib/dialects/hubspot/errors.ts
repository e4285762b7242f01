import type { RenderedError } from '../../http/dialect.ts';

/** HubSpot's error body (facts/hubspot-and-outreach.md, A7). What a kind of error lacks is absent. */
export interface ErrorBody {
  status: 'error';
  message: string;
  /** A UUID; in the header `X-HubSpot-Correlation-Id` too. */
  correlationId: string;
  category?: string;
  errorType?: 'RATE_LIMIT';
  policyName?: string;
  requestId?: string;
}

/** HubSpot's own words for a missing, unknown or revoked key, by which clients know this error. */
const NO_CREDENTIALS =
  'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview';

/**
 * Of all policies, @hubspot/api-client waits for this one alone: 10 s, 20 s, 30 s and so on, which outlast our
 * minute. After HubSpot's other one, `SECONDLY`, and any name of our own it gives up.
 */
const POLICY_THAT_CLIENTS_WAIT_FOR = 'TEN_SECONDLY_ROLLING';

export function renderError(error: RenderedError): { body: ErrorBody; headers?: Record<string, string> } {
  const { code, message, correlationId, requestId } = error;
  const body = { status: 'error', message, correlationId } as const;
  switch (code) {
    case 'unauthenticated':
      return {
        body: { ...body, message: NO_CREDENTIALS, category: 'INVALID_AUTHENTICATION' },
        headers: { 'X-HubSpot-Auth-Failure': '401 Unauthorized' },
      };
    case 'forbidden':
      // HubSpot's word where a user may not do something. MISSING_SCOPES is about apps, and lists scopes to grant.
      return { body: { ...body, category: 'USER_DOES_NOT_HAVE_PERMISSIONS' } };
    case 'rate-limited':
      return {
        body: {
          ...body,
          message: `You have reached your minutely limit. ${message}`,
          errorType: 'RATE_LIMIT',
          policyName: POLICY_THAT_CLIENTS_WAIT_FOR,
          requestId,
        },
      };
    case 'invalid':
    case 'mismatch':
      return { body: { ...body, category: 'VALIDATION_ERROR' } };
    case 'conflict':
      return { body: { ...body, category: 'CONFLICT' } };
    // HubSpot's 400 for what it can't read at all has no category, and neither have the rest.
    case 'malformed':
    case 'not-found':
    case 'method-not-allowed':
    case 'too-large':
    case 'unsupported-media-type':
    case 'unavailable':
    case 'internal':
      return { body };
  }
}

export const idHeaders = (correlationId: string): Record<string, string> => ({
  'X-HubSpot-Correlation-Id': correlationId,
});
