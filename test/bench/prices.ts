/**
 * AWS's list prices in dollars: us-east-1, on demand, without free tiers and discounts for volume (November 2026).
 * Storage, logs and traffic are left out: they depend on how long and where to.
 */
export const prices = {
  /** 1 KB; twice in a transaction. https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  writeUnit: 0.625e-6,
  /** 4 KB, strongly consistent; half of it otherwise. */
  readUnit: 0.125e-6,
  /** A call to a standard queue, for each 64 KB in it. https://aws.amazon.com/sqs/pricing/ */
  queueRequest: 0.4e-6,
  /** A request to an HTTP API, for each 512 KB. https://aws.amazon.com/api-gateway/pricing/ */
  httpRequest: 1e-6,
  /** https://aws.amazon.com/lambda/pricing/ */
  invocation: 0.2e-6,
  /** Of a function's memory, on arm64. */
  gigabyteSecond: 0.000_013_333_4,
} as const;

/** Of one request to the queue, and of one to an HTTP API: each begun piece is one more. */
export const QUEUE_PIECE_BYTES = 64 * 1024;
export const HTTP_PIECE_BYTES = 512 * 1024;
