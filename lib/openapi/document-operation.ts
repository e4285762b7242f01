import * as z from 'zod';
import type { OperationDescription } from './description.ts';

export const documentAnswer = z
  .looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) })
  .describe('An OpenAPI document.');

/** The document is in itself too. */
export const documentOperation: OperationDescription = {
  id: 'getDocument',
  tag: 'service',
  summary: 'Gives this document',
  answers: { 200: { description: 'OpenAPI 3.1, as JSON.', schema: documentAnswer } },
};
