import * as z from 'zod';

/** Headers of requests that are the same in every dialect, and what they bring about. */

export const idempotencyKey = {
  description:
    'Your own name for this request. Sent again within 24 hours with the same body it has no further effect and gets the same answer.',
  schema: z.string().regex(/^[\x20-\x7e]{1,255}$/),
  example: 'nightly-2026-01-02-17',
};

export const prefer = {
  description:
    '`respond-async` (RFC 7240): the answer is 202 with a receipt, as soon as the events can not be lost. Any other preference is ignored.',
  schema: z.string(),
  example: 'respond-async',
};

export const preferenceApplied = {
  'Preference-Applied': {
    description: 'The preference that was heeded.',
    schema: z.literal('respond-async'),
    required: true,
  },
};

export const replayed = {
  'Idempotency-Replayed': {
    description: 'There if this is the answer to an earlier request with the same `Idempotency-Key`.',
    schema: z.literal('true'),
  },
};

/** The answer to a repeated request whose first answer was not kept. */
export const repeatedAnswer = z
  .strictObject({ message: z.string() })
  .describe('The request was carried out before, and its answer was too large to be kept.');
