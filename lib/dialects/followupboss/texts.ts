import * as z from 'zod';

// Form bodies (see `http/parse-form.ts`) and some clients carry numbers and yes or no as text.

export const fromText = <S extends z.ZodType>(schema: S) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,15}(\.\d{1,6})?$/.test(value) ? Number(value) : value),
    schema,
  );

const yes = [true, 1, '1', 'true'] as const;
const no = [false, 0, '0', 'false'] as const;

export const yesOrNo = z
  .literal([...yes, ...no], 'not true or false')
  .transform((value) => (yes as readonly unknown[]).includes(value));
