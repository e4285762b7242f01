import type { ApiRequest } from '../../../lib/http/api.ts';

/** A request of account 1's owner, as the HTTP layer hands it to an operation. */
export function anApiRequest(
  route: string,
  given: Partial<Omit<ApiRequest, 'route' | 'caller'>> & { account?: number } = {},
): ApiRequest {
  const { account = 1, ...rest } = given;
  return {
    caller: { account, user: 1, role: 'owner', keyHash: 'aa', ratePerMinute: 500 },
    route,
    path: {},
    query: {},
    headers: {},
    body: undefined,
    bodyText: '',
    baseUrl: 'https://mail.example',
    now: Date.UTC(2026, 0, 2, 3, 4, 5),
    ...rest,
  };
}
