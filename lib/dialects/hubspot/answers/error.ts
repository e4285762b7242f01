import * as z from 'zod';

export const error = z
  .strictObject({
    status: z.literal('error'),
    message: z.string().min(1),
    correlationId: z.uuid().describe('In the header `X-HubSpot-Correlation-Id` too.'),
    category: z
      .enum(['INVALID_AUTHENTICATION', 'USER_DOES_NOT_HAVE_PERMISSIONS', 'VALIDATION_ERROR', 'CONFLICT'])
      .optional(),
    errorType: z.literal('RATE_LIMIT').optional(),
    policyName: z.literal('TEN_SECONDLY_ROLLING').optional(),
    requestId: z.string().optional(),
  })
  .describe('What was wrong, in a sentence, and of what kind it is, where there is one.');
