import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { AWS_ACCOUNT, REGION } from './settings.ts';

/** The context of one invocation: its remaining time counts down from `timeoutMs` as of now. */
export function lambdaContext(functionName: string, timeoutMs: number): Context {
  const deadline = performance.now() + timeoutMs;
  return {
    awsRequestId: randomUUID(),
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${REGION}:${AWS_ACCOUNT}:function:${functionName}`,
    memoryLimitInMB: '1024',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - performance.now()),
    // Ways to answer from before promises, which Lambda no longer offers on Node 24.
    done: noLongerOffered,
    fail: noLongerOffered,
    succeed: noLongerOffered,
  };
}

function noLongerOffered(): never {
  throw new TypeError('Return a promise.');
}

/**
 * Runs a handler for as long as its function may. Lambda ends the process then; here the handler goes on, but
 * nobody waits for it.
 * @throws Error if it took longer
 */
export async function withinTimeout<T>(run: () => Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`timed out after ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([run(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
