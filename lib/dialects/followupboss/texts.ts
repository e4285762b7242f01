import * as z from 'zod/mini';

// Form bodies (see `http/parse-form.ts`) and some clients carry numbers and yes or no as text.

/** What is read as a number where one is expected. */
export const numberAsText = /^\d{1,15}(\.\d{1,6})?$/;

/** The schemas that `fromText` made: they take numbers as text too. */
export const takesText = new WeakSet<z.core.$ZodType>();

export function fromText<S extends z.ZodMiniType>(schema: S) {
  const lenient = z.pipe(
    z.transform((value) => (typeof value === 'string' && numberAsText.test(value) ? Number(value) : value)),
    schema,
  );
  takesText.add(lenient);
  return lenient;
}

const yes = [true, 1, '1', 'true'] as const;
const no = [false, 0, '0', 'false'] as const;

export const yesOrNo = z.pipe(
  z.literal([...yes, ...no], 'not true or false'),
  z.transform((value) => (yes as readonly unknown[]).includes(value)),
);

/** A text of at most so many characters, without the space around it. */
export const trimmed = (characters: number) => z.string().check(z.trim(), z.maxLength(characters));
