import * as z from 'zod';
import { ADDRESS_CHARACTERS_MAX, canonicalAddress, isAddress } from '../../domain/address.ts';
import { type ContactPoint, canonicalPhone } from '../../domain/person.ts';
import { yesOrNo } from './texts.ts';

const WORD_CHARACTERS_MAX = 50;
const PHONE_CHARACTERS_MAX = 50;

export const emailValue = z
  .string()
  .trim()
  .max(ADDRESS_CHARACTERS_MAX)
  .refine(isAddress, 'not an email address');

/** From a short number to E.164 with an extension. */
export const phoneValue = z
  .string()
  .trim()
  .max(PHONE_CHARACTERS_MAX)
  .refine((value) => /^\d{5,30}$/.test(canonicalPhone(value)), 'not a phone number');

/**
 * An entry of `emails` or `phones`: an object, or just the value.
 * @param type what an entry is that doesn't say
 */
export function contactPoint(value: z.ZodType<string>, type: string) {
  const word = z.string().trim().max(WORD_CHARACTERS_MAX).nullish();
  const point = z.object({ value, type: word, isPrimary: yesOrNo.nullish(), status: word });
  return z.union([value.transform((value): z.output<typeof point> => ({ value })), point]).transform(
    (sent): ContactPoint => ({
      value: sent.value,
      type: sent.type || type,
      isPrimary: sent.isPrimary === true,
      status: sent.status || 'Not Validated',
    }),
  );
}

/**
 * What a look-up by address or number asks for; empty texts ask for nothing. What can be nobody's finds nobody
 * and gets nowhere near a key.
 */
export const askedKeys = (email: string, phone: string) => ({
  addresses: isAddress(email) ? [canonicalAddress(email)] : [],
  phones: phoneValue.safeParse(phone).success ? [canonicalPhone(phone)] : [],
});
