/**
 * A logger without `info` and `error`: with them the clients' logging middleware filters every input and output
 * for a log that nobody reads (28 % of the CPU of a GetItem, measured). `debug` and `warn` are called unasked, on the
 * way to credentials first of all.
 */
const logger = {
  debug() {},
  warn() {},
};

/** DynamoDB's or SQS's. */
interface Client {
  readonly config: object;
}

let adapt: ((client: Client) => void) | undefined;

/** Clients that are made from now on go through `change` before they are used. */
export function adaptClients(change: (client: Client) => void): void {
  adapt = change;
}

/**
 * Makes a client of AWS. The SDK's own retries are off: they would multiply ours (`retry`), and know neither
 * deadlines nor what a 200 may hide.
 */
export function makeClient<Made extends Client, Config>(
  Class: new (config: Config) => Made,
  config: Config,
): Made {
  const client = new Class({ logger, maxAttempts: 1, ...config });
  adapt?.(client);
  // The SDK copies the configuration five times a call. V8 keeps an object of so many properties as a hash table,
  // which is slow to copy, unless it is somebody's prototype: a quarter of the CPU of a GetItem, measured.
  Object.create(client.config);
  return client;
}
