/**
 * A logger without `info` and `error`: with them the clients' logging middleware filters every input and output
 * for a log that nobody reads (28 % of the CPU of a GetItem, measured). `debug` and `warn` are called unasked, on the
 * way to credentials first of all.
 */
const logger = {
  debug() {},
  warn() {},
};

let makeRequestHandler: (() => unknown) | undefined;

/** Clients that are made from now on send their requests by what `make` gives, one for each, in place of HTTP. */
export function sendThrough(make: () => unknown): void {
  makeRequestHandler = make;
}

/**
 * What every client of AWS is made with, as its configuration's type. The SDK's own retries are off: they would
 * multiply ours (`retry`), and know neither deadlines nor what a 200 may hide.
 */
export const clientOptions = <Config>(): Config =>
  ({
    logger,
    maxAttempts: 1,
    ...(makeRequestHandler && { requestHandler: makeRequestHandler() }),
  }) as Config;
