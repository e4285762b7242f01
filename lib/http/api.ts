import type { Caller } from './caller.ts';

/** One authenticated request, whatever the dialect: what an operation gets. */
export interface ApiRequest {
  caller: Caller;
  /** `POST /v1/emEvents`, as in the table of routes. */
  route: string;
  /** Path parameters, URL-decoded. */
  path: Record<string, string>;
  /** The last value of each query parameter, URL-decoded. */
  query: Record<string, string>;
  /** Names of the query parameters that came more than once. */
  repeated?: readonly string[];
  /** Header names in lower case. */
  headers: Record<string, string>;
  /** The parsed body; `undefined` where none was sent. Not validated yet. */
  body: unknown;
  /** The body as it came, for its hash. */
  bodyText: string;
  /** Scheme and host for absolute links, without a trailing slash: `CHAINMAIL_PUBLIC_URL`, else from the request. */
  baseUrl: string;
  /** When the request came in, ms since the epoch. */
  now: number;
}

export interface ApiAnswer {
  status: number;
  /** Sent as JSON; `undefined` sends no body. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Whom the body tells of: a kept copy of it stands with the person and is erased with them. */
  person?: number;
}

/** One operation of the API. Throws `ApiError` for what the caller did wrong. */
export type Operation = (request: ApiRequest) => Promise<ApiAnswer>;
