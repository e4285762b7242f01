import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ApiError } from '../../lib/errors.ts';
import { invalidRequest, parseAs } from '../../lib/http/issues.ts';

const schema = z.object({
  origin: z.string().min(1).max(5),
  originId: z.union([z.string(), z.number()]),
  emails: z
    .array(z.union([z.email(), z.object({ value: z.email() })]))
    .max(2)
    .optional(),
  stage: z.enum(['Lead', 'Trash']).optional(),
  price: z.int().min(0).max(10).optional(),
  stageId: z.int().positive().optional(),
  occurred: z.iso.datetime().optional(),
  tags: z.record(z.string(), z.number()).optional(),
  digits: z.string().regex(/^\d+$/, 'not a number of digits').optional(),
  phone: z
    .string()
    .refine((value) => /\d/.test(value), 'not a phone number')
    .optional(),
});
const good = { origin: 'a', originId: 'b' };

function refusalOf(value: unknown): string {
  try {
    parseAs(schema, value);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'invalid') return error.message;
    throw error;
  }
  return '';
}

describe('a refused request', () => {
  it.each([
    [
      { ...good, emails: [{ value: 'no address' }] },
      "Invalid field 'emails[0].value': not an email address.",
    ],
    [{ ...good, emails: ['a@b.example', 'no address'] }, "Invalid field 'emails[1]': not an email address."],
    [{ ...good, emails: [5] }, "Invalid field 'emails[0]': not a text or a JSON object."],
    [{ ...good, emails: [{}] }, "Missing required field 'emails[0].value'."],
    [{ ...good, emails: {} }, "Invalid field 'emails': not a list."],
    [
      { ...good, emails: ['a@b.example', 'a@b.example', 'a@b.example'] },
      "Invalid field 'emails': more than 2 entries.",
    ],
    [{ origin: 'a' }, "Missing required field 'originId'."],
    [{}, "Missing required field 'origin'. Missing required field 'originId'."],
    [{ ...good, originId: true }, "Invalid field 'originId': not a text or a number."],
    [{ ...good, origin: '' }, "Invalid field 'origin': empty."],
    [{ ...good, origin: 'longer' }, "Invalid field 'origin': more than 5 characters."],
    [{ ...good, origin: null }, "Invalid field 'origin': not a text."],
    [{ ...good, stage: 'x' }, "Invalid field 'stage': not one of Lead, Trash."],
    [{ ...good, price: 1.5 }, "Invalid field 'price': not a whole number."],
    [{ ...good, price: 11 }, "Invalid field 'price': greater than 10."],
    [{ ...good, price: -1 }, "Invalid field 'price': less than 0."],
    [{ ...good, stageId: 0 }, "Invalid field 'stageId': not greater than 0."],
    [{ ...good, occurred: 'x' }, "Invalid field 'occurred': not a date and time (ISO 8601)."],
    [{ ...good, phone: 'x' }, "Invalid field 'phone': not a phone number."],
    [{ ...good, digits: 'x' }, "Invalid field 'digits': not a number of digits."],
    [null, 'The request body is not a JSON object.'],
    [[], 'The request body is not a JSON object.'],
    [undefined, 'The request body is not a JSON object.'],
  ])('%j is told: %s', (value, message) => expect(refusalOf(value)).toBe(message));

  it('never repeats what was sent, neither values nor keys that are no names', () => {
    const message = refusalOf({
      origin: 'SECRET-SECRET',
      originId: { SECRET: 'SECRET' },
      emails: ['SECRET', { value: 'SECRET' }],
      stage: 'SECRET',
      occurred: 'SECRET',
      tags: { 'SECRET@example.com': 'SECRET' },
      phone: 'SECRET',
    });
    expect(message).not.toContain('SECRET');
    expect(message).toContain("Invalid field 'tags.…': not a number.");
  });

  it('names twenty problems and counts the rest', () => {
    const many = z.array(z.string()).safeParse(Array.from({ length: 23 }, () => 1));
    const { message } = invalidRequest(many.error as z.ZodError);
    expect(message.match(/Invalid field/g)).toHaveLength(20);
    expect(message).toMatch(/'\[19\]': not a text\. and 3 more$/);
  });

  it('tells a missing field also from an error made elsewhere', () => {
    const result = z.object({ origin: z.string() }).safeParse({});
    expect(invalidRequest(result.error as z.ZodError).message).toBe("Missing required field 'origin'.");
  });
});
