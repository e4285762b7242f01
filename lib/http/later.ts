import type { Operation } from './api.ts';

/** An operation whose code is loaded when it is first asked for: one that most runs of its function never do. */
export function later(load: () => Promise<Operation>): Operation {
  let loaded: Promise<Operation> | undefined;
  return async (request) => {
    loaded ??= load();
    return (await loaded)(request);
  };
}
