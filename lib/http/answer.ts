import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { ApiError } from '../errors.ts';
import { describeError, log } from '../log.ts';
import type { ApiAnswer } from './api.ts';
import { dialectOf } from './dialects.ts';
import type { ServedEvent } from './served-event.ts';
import { INTERNAL_ERROR, statusOf } from './status.ts';
import { isTransient } from './transient.ts';

/** A Lambda handler behind the HTTP API. */
export type ApiHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** An answer as API Gateway takes it, with what is left of the caller's rate where that is known. */
export function toResult(event: ServedEvent, answer: ApiAnswer): APIGatewayProxyStructuredResultV2 {
  const { rate, rawPath } = event;
  const headers = { ...(rate && dialectOf(rawPath).rateHeaders(rate)), ...answer.headers };
  if (answer.body === undefined) return { statusCode: answer.status, headers };
  return {
    statusCode: answer.status,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(answer.body),
  };
}

/**
 * Middleware: turns whatever was thrown into an answer in the dialect of the path. A 4xx says what was wrong,
 * a 5xx nothing but the request's id, under which the log has the error.
 */
export const answerErrors = (): MiddlewareObj<ServedEvent, APIGatewayProxyStructuredResultV2> => ({
  onError(request) {
    const { event, error } = request;
    const { status, message, headers } = explain(event, error);
    request.response = toResult(event, {
      status,
      headers,
      body: dialectOf(event.rawPath).renderError(message),
    });
  },
});

function explain(
  event: ServedEvent,
  error: unknown,
): { status: number; message: string; headers: Record<string, string> } {
  if (error instanceof ApiError && error.code !== 'unavailable') {
    return { status: statusOf[error.code], message: error.message, headers: error.headers };
  }
  const { requestId } = event.requestContext;
  const transient = error instanceof ApiError || isTransient(error);
  const status = transient ? statusOf.unavailable : INTERNAL_ERROR;
  log.error('request failed', { requestId, route: event.routeKey, status, error: describeError(error) });
  return {
    status,
    message: `${transient ? 'Please try again. If it stays so' : 'Something went wrong'}. Quote this id to the operator: ${requestId}`,
    headers: transient ? { 'Retry-After': '1' } : {},
  };
}
