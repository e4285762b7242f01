import { randomUUID } from 'node:crypto';
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { ApiError } from '../errors.ts';
import { describeError, log } from '../log.ts';
import { isTransient } from '../transient.ts';
import type { ApiAnswer } from './api.ts';
import type { Dialect, RenderedError } from './dialect.ts';
import type { ServedEvent } from './served-event.ts';
import { INTERNAL_ERROR, statusOf } from './status.ts';

/** A Lambda handler behind the HTTP API. */
export type ApiHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** An answer as API Gateway takes it, with what the dialect says in the headers of each of its answers. */
export function toResult(
  event: ServedEvent,
  dialect: Dialect,
  answer: ApiAnswer,
  correlationId: string = randomUUID(),
): APIGatewayProxyStructuredResultV2 {
  const { rate } = event;
  const headers = {
    ...(rate && dialect.rateHeaders(rate)),
    ...dialect.idHeaders?.(correlationId),
    ...answer.headers,
  };
  if (answer.body === undefined) return { statusCode: answer.status, headers };
  return {
    statusCode: answer.status,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(answer.body),
  };
}

/**
 * Middleware: turns whatever was thrown into an answer. A 4xx says what was wrong, a 5xx nothing but the
 * request's id, under which the log has the error.
 * @param dialectOf the dialect that answers a request
 */
export const answerErrors = (
  dialectOf: (event: ServedEvent) => Dialect,
): MiddlewareObj<ServedEvent, APIGatewayProxyStructuredResultV2> => ({
  async onError(request) {
    const { event, error } = request;
    const dialect = dialectOf(event);
    const { headers: ours, ...explained } = await explain(event, error);
    const { body, headers: theirs } = dialect.renderError(explained);
    const answer = { status: explained.status, headers: { ...ours, ...theirs }, body };
    request.response = toResult(event, dialect, answer, explained.correlationId);
  },
});

async function explain(
  event: ServedEvent,
  error: unknown,
): Promise<RenderedError & { headers: Record<string, string> }> {
  const { requestId } = event.requestContext;
  // API Gateway's own id is no UUID.
  const ids = { requestId, correlationId: randomUUID() };
  if (error instanceof ApiError && error.code !== 'unavailable') {
    const { code, message, headers } = error;
    return { code, status: statusOf[code], message, headers, ...ids };
  }
  const transient = error instanceof ApiError || isTransient(error);
  const status = transient ? statusOf.unavailable : INTERNAL_ERROR;
  await log.error('request failed', { ...ids, route: event.routeKey, status, error: describeError(error) });
  return {
    code: transient ? 'unavailable' : 'internal',
    status,
    message: `${transient ? 'Please try again. If it stays so' : 'Something went wrong'}. Quote this id to the operator: ${requestId}`,
    headers: transient ? { 'Retry-After': '1' } : {},
    ...ids,
  };
}
