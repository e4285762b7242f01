import type { Logger } from '@aws-lambda-powertools/logger';
import { once } from './once.ts';

type LogLevel = Parameters<Logger['setLogLevel']>[0];
type Fields = Record<string, unknown>;
type Level = 'debug' | 'warn' | 'error' | 'critical';

/** Says something, once the logger is there. Whoever ends an invocation waits for it: a frozen Lambda says nothing. */
type Say = (message: string, fields: Fields) => Promise<void>;

/**
 * The one logger: a line of JSON a record. How much it says is up to `POWERTOOLS_LOG_LEVEL`. Loaded and made when it
 * is first asked: it is 20 KB of code, its streams are 5 ms of a start, and most functions have nothing to say.
 */
export const log: Record<Level, Say> & { setLogLevel(level: LogLevel): Promise<void> } = {
  debug: (...said) => say('debug', ...said),
  warn: (...said) => say('warn', ...said),
  error: (...said) => say('error', ...said),
  critical: (...said) => say('critical', ...said),
  setLogLevel: async (level) => (await logger()).setLogLevel(level),
};

async function say(level: Level, message: string, fields: Fields): Promise<void> {
  (await logger())[level](message, fields);
}

const logger = once(async (): Promise<Logger> => {
  const { Logger } = await import('@aws-lambda-powertools/logger');
  return new Logger({ serviceName: 'chainmail' });
});

/**
 * An error as the log may hold it: names, codes and where it was thrown. Messages are left out, also of its
 * causes: a validation error or AWS's quotes what it refused, which may be an address.
 */
export interface LoggedError {
  name: string;
  code?: string;
  /** AWS's id of the call, where a call failed: their support asks for it. */
  awsRequestId?: string;
  stack: string[];
  cause?: LoggedError;
}

export function describeError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { name: `thrown ${typeof error}`, stack: [] };
  const { code, $metadata } = error as { code?: unknown; $metadata?: { requestId?: string } };
  return {
    name: error.name,
    ...(typeof code === 'string' && { code }),
    ...($metadata?.requestId && { awsRequestId: $metadata.requestId }),
    stack: framesOf(error),
    ...(error.cause !== undefined && error.cause !== error && { cause: describeError(error.cause) }),
  };
}

/** The stack without the message, which V8 puts before its first frame and which may have lines of its own. */
function framesOf({ stack = '', message }: Error): string[] {
  const start = message && stack.includes(message) ? stack.indexOf(message) + message.length : 0;
  return stack
    .slice(start)
    .split('\n')
    .filter((line) => /^ +at /.test(line))
    .map((line) => line.trim());
}
