import * as z from 'zod';
import { LIMIT_MAX, OFFSET_MAX } from '../paging.ts';

/** A page of a list: `_metadata`, and the rows under the list's own name. */
export const collection = <Name extends string, Row extends z.ZodType>(name: Name, row: Row) =>
  z.strictObject({
    _metadata: z.strictObject({
      collection: z.literal(name).describe('The name under which the rows stand.'),
      offset: z.int().min(0),
      limit: z.int().min(1).max(LIMIT_MAX),
      total: z
        .int()
        .min(0)
        .nullable()
        .describe(
          'How many rows the whole list has; `null` where counting them would mean reading them all.',
        ),
      next: z
        .string()
        .nullable()
        .describe(
          `The cursor of the next page; \`null\` on the last one. It goes on where \`offset\` ends, at ${OFFSET_MAX} rows.`,
        ),
      nextLink: z.url().nullable().describe('The next page as a link, with the filters of this one.'),
    }),
    ...({ [name]: z.array(row).max(LIMIT_MAX) } as Record<Name, z.ZodArray<Row>>),
  });
