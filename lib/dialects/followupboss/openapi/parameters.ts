import * as z from 'zod';
import { id, orEmpty, parameter, whole } from '../../../openapi/parameters.ts';
import { LIMIT_DEFAULT, LIMIT_MAX, OFFSET_MAX } from '../paging.ts';

/** What `parseTime` may take; it also looks whether there is such a day and time. */
export const timeText = z
  .string()
  .regex(/^(\s*\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[ +-]\d\d:?\d\d)?)?\s*)?$/);

export const idQuery = (description: string) => parameter(description, orEmpty(id));
export const timeQuery = (description: string) => parameter(description, timeText, '2026-01-02T03:04:05Z');
export const textQuery = (description: string, example?: string) =>
  parameter(description, z.string(), example);
export const yesOrNoQuery = (description: string) =>
  parameter(description, z.enum(['true', 'false', '1', '0', '']));

export const pathId = { id: parameter('The id.', id, 17) };

/** Of every list. */
export const paging = {
  limit: parameter(`Rows of a page, ${LIMIT_DEFAULT} unless you say otherwise.`, whole(1, LIMIT_MAX), 25),
  offset: parameter(
    `Rows to leave out at the beginning. Follow \`nextLink\` to get beyond ${OFFSET_MAX}.`,
    whole(0, OFFSET_MAX),
    0,
  ),
  next: textQuery('The cursor `_metadata.next` of the page before. It goes before `offset`.'),
};
