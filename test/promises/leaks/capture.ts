import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { bytesHoldKey, holdsKey } from './find-leaks.ts';
import { wrongInLine } from './log-line.ts';
import { report } from './reports.ts';

/** What was searched so far, so that a test can see that the search is on. */
export const searched = { lines: 0, calls: 0 };

/**
 * Searches from now on everything that this process logs, at any level, and everything that it sends to AWS. Log
 * lines are not printed, except to a test that listens at the console in place of it.
 *
 * Items are searched on their way into the table rather than by a dump at its end: that finds also what was
 * overwritten or deleted since, in every table there is, and costs no reading.
 */
export function captureAll(): void {
  // The modules of a worker may be loaded again, the classes are the same.
  const state = globalThis as { [CAPTURED]?: true };
  if (state[CAPTURED]) return;
  state[CAPTURED] = true;
  captureConsole(Logger.prototype as unknown as WithConsole, 'log');
  captureConsole(Metrics.prototype as unknown as WithConsole, 'metrics');
  // The base of all AWS clients, SQS's too.
  captureCalls(Object.getPrototypeOf(DynamoDBClient.prototype) as Sender);
}

const CAPTURED = Symbol.for('chainmail.leaks.captured');

interface WithConsole {
  console: Console;
  setConsole(): void;
}

function captureConsole(prototype: WithConsole, channel: string): void {
  const { setConsole } = prototype;
  prototype.setConsole = function (this: WithConsole) {
    setConsole.call(this);
    this.console = searching(this.console, channel);
  };
}

const METHODS = new Set(['trace', 'debug', 'info', 'log', 'warn', 'error']);

/** A console whose lines are searched and go no further, unless a test has put a mock there. */
const searching = (target: Console, channel: string): Console =>
  new Proxy(target, {
    get(_, name) {
      const method = Reflect.get(target, name) as (...texts: unknown[]) => void;
      if (typeof name !== 'string' || !METHODS.has(name)) return method;
      return (...texts: unknown[]) => {
        searched.lines++;
        const line = texts.join(' ');
        const wrong = wrongInLine(line);
        if (wrong.length > 0) report({ channel, wrong, where: line });
        if (isMocked(method) || isMocked(process.stdout.write)) method.apply(target, texts);
      };
    },
  });

const isMocked = (method: unknown): boolean =>
  typeof method === 'function' && (method as { _isMockFunction?: boolean })._isMockFunction === true;

interface Command {
  input: unknown;
}
interface Sender {
  send(command: Command, ...rest: unknown[]): unknown;
}

function captureCalls(prototype: Sender): void {
  const { send } = prototype;
  prototype.send = function (this: Sender, command, ...rest) {
    searched.calls++;
    const found = findKey(command.input);
    const channel = command.constructor.name.replace('Command', '');
    if (found !== undefined) report({ channel, wrong: ['an API key'], where: found });
    return send.call(this, command, ...rest);
  };
}

/** Where in what is sent an API key is: `.Item.PK.S`. */
function findKey(value: unknown): string | undefined {
  if (typeof value === 'string') return holdsKey(value) ? '' : undefined;
  if (value instanceof Uint8Array) return bytesHoldKey(value) ? '' : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const name in value) {
    if (holdsKey(name)) return '';
    const found = findKey((value as Record<string, unknown>)[name]);
    // Put together only when found: a text for each value there is would be a third of the search.
    if (found !== undefined) return `.${name}${found}`;
  }
  return undefined;
}
