import { Logger } from '@aws-lambda-powertools/logger';

/** The part of Powertools' logger that is used here. */
type Log = Pick<Logger, 'debug' | 'warn' | 'error' | 'critical' | 'setLogLevel'>;

/**
 * The one logger: a line of JSON a record. How much it says is up to `POWERTOOLS_LOG_LEVEL`. Made when it is first
 * asked: the streams it opens are 5 ms of a start, and most functions have nothing to say.
 */
export const log: Log = {
  debug: (message, ...more) => logger().debug(message, ...more),
  warn: (message, ...more) => logger().warn(message, ...more),
  error: (message, ...more) => logger().error(message, ...more),
  critical: (message, ...more) => logger().critical(message, ...more),
  setLogLevel: (level) => logger().setLogLevel(level),
};

let made: Logger | undefined;

function logger(): Logger {
  made ??= new Logger({ serviceName: 'chainmail' });
  return made;
}

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
