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
 * Makes a client of AWS. The SDK's own retries are off: they would multiply ours (`retry`), and know neither
 * deadlines nor what a 200 may hide.
 */
export function makeClient<Config, Client extends { config: object }>(
  Client: new (config: Config) => Client,
  config: Config,
): Client {
  const requestHandler = makeRequestHandler?.();
  const client = new Client({
    logger,
    maxAttempts: 1,
    ...(requestHandler ? { requestHandler } : {}),
    ...config,
  });
  // The SDK copies the configuration five times a call. V8 keeps an object of so many properties as a hash table,
  // which is slow to copy, unless it is somebody's prototype: a quarter of the CPU of a GetItem, measured.
  Object.create(client.config);
  return client;
}
