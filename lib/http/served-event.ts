import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ApiRequest } from './api.ts';
import { baseUrlOf } from './base-url.ts';
import type { Caller } from './caller.ts';
import type { Rate } from './rate-limit.ts';

/** A request's body: as it came and as what it says, `undefined` where nothing was sent. */
export interface Content {
  text: string;
  body: unknown;
}

export const NO_CONTENT: Content = { text: '', body: undefined };

/** API Gateway's event (payload 2.0) with what the middlewares found out on the way to the operation. */
export interface ServedEvent extends APIGatewayProxyEventV2 {
  /** When the request came in, ms since the epoch. */
  receivedAt?: number;
  /** Known after authentication. */
  caller?: Caller;
  /** Known after the rate was counted. */
  rate?: Rate;
  /** The body, after it was parsed. */
  content?: Content;
}

/** The request as an operation gets it, at the end of the way. */
export function toApiRequest(event: ServedEvent): ApiRequest {
  const { receivedAt, caller, content } = event;
  if (receivedAt === undefined || !caller || !content) {
    throw new Error(`${event.routeKey} reached its operation without authentication or body parsing`);
  }
  return {
    caller,
    route: event.routeKey,
    path: pathOf(event),
    query: queryOf(event),
    repeated: repeatedIn(event),
    // API Gateway sends their names in lower case.
    headers: present(event.headers),
    body: content.body,
    bodyText: content.text,
    baseUrl: baseUrlOf(event.headers),
    now: receivedAt,
  };
}

/**
 * Query parameters, decoded; of a repeated one the last. Read from the raw string: in
 * `queryStringParameters` API Gateway joins repeated ones with commas, which a value may hold itself.
 */
export const queryOf = (event: APIGatewayProxyEventV2): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(event.rawQueryString));

function repeatedIn({ rawQueryString }: APIGatewayProxyEventV2): string[] {
  const names = [...new URLSearchParams(rawQueryString).keys()];
  return [...new Set(names.filter((name, position) => names.indexOf(name) !== position))];
}

/**
 * API Gateway decodes path parameters itself, but leaves `%25` as it is, which would make a percent sign: so every
 * one that it sends stands for a percent sign.
 */
const pathOf = ({ pathParameters }: APIGatewayProxyEventV2): Record<string, string> =>
  Object.fromEntries(
    Object.entries(present(pathParameters)).map(([name, value]) => [name, value.replaceAll('%25', '%')]),
  );

/** API Gateway leaves out what there is none of; emulators say `null`. */
const present = (values: Record<string, string | undefined> | null | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
