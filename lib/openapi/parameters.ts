import * as z from 'zod';

// Schemas of parameters, whatever the dialect.

/** An empty parameter is as good as none: clients' unset variables often become that. */
export const orEmpty = <S extends z.ZodType>(schema: S) => z.union([schema, z.literal('')]);

export const whole = (least: number, most = Number.MAX_SAFE_INTEGER) => z.int().min(least).max(most);

/** An id of ours: at most 15 digits, which any language's numbers hold. */
export const id = whole(1, 999_999_999_999_999);

export const anyText = z.string();

/** Our parameters for a page. */
export const parameter = (description: string, schema: z.core.$ZodType, example?: unknown) => ({
  description,
  schema,
  ...(example !== undefined && { example }),
});
