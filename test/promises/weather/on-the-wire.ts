import { AsyncLocalStorage } from 'node:async_hooks';
import { type Client, connectEveryClient, operationOf } from '../../every-client.ts';
import type { Input } from './calls.ts';

/** An answer of AWS. */
export type Output = Record<string, unknown>;
/** Sends a request, which may be less than what was asked for. */
export type Send = (input: Input) => Promise<Output>;

/** What a test does with the calls to AWS that are made while it runs something. */
export interface Wire {
  /** Before the SDK has made a request of a call: it can be sent in part, or be answered otherwise. */
  split?(operation: string, input: Input, send: Send): Promise<Output>;
  /** As the request goes out, behind the SDK's own retries. */
  pass?<T>(operation: string, input: Input, send: () => Promise<T>): Promise<T>;
}

/** Runs something whose calls to AWS go by this wire, whichever client makes them. */
export function onTheWire<T>(wire: Wire, run: () => Promise<T>): Promise<T> {
  install();
  return current.run(wire, run);
}

const current = new AsyncLocalStorage<Wire>();

let installed = false;

/** Once a process. */
function install(): void {
  if (installed) return;
  installed = true;
  connectEveryClient(connect);
}

/** What was asked for, by the context that all middleware of a call shares. */
const asked = new WeakMap<object, Input>();

function connect({ middlewareStack }: Client): void {
  middlewareStack.add(
    (next, context) => async (args) => {
      const wire = current.getStore();
      const input = args.input as Input;
      asked.set(context, input);
      if (!wire?.split) return next(args);
      let answer: Awaited<ReturnType<typeof next>> | undefined;
      const output = await wire.split(operationOf(context), input, async (some) => {
        answer = await next({ ...args, input: some as typeof args.input });
        return answer.output as unknown as Output;
      });
      return { ...(answer ?? { response: undefined }), output: { $metadata: {}, ...output } };
    },
    { step: 'initialize', name: 'wireInside' },
  );
  middlewareStack.add(
    (next, context) => (args) => {
      const wire = current.getStore();
      if (!wire?.pass) return next(args);
      return wire.pass(operationOf(context), asked.get(context) ?? {}, () => next(args));
    },
    { step: 'finalizeRequest', priority: 'low', name: 'wire' },
  );
}
