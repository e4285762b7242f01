/**
 * A logger for the AWS clients. Without `info` and `error` their logging middleware doesn't filter every input
 * and output for a log that nobody reads (28 % of the CPU of a GetItem, measured); `debug` and `warn` are
 * called unasked, on the way to credentials first of all.
 */
export const silentLogger = {
  debug() {},
  warn() {},
};
