import * as z from 'zod';

export const error = z
  .strictObject({
    errorMessage: z.string().min(1),
    message: z.string().min(1).describe('The same text: some clients look here.'),
  })
  .describe('What was wrong, in a sentence. It never repeats addresses or keys.');
