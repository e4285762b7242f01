import * as z from 'zod/mini';
import { ADDRESS_CHARACTERS_MAX, canonicalAddress, isAddress } from '../../domain/address.ts';
import { type ContactPoint, canonicalPhone } from '../../domain/person.ts';
import { trimmed, yesOrNo } from './texts.ts';

const WORD_CHARACTERS_MAX = 50;
const PHONE_CHARACTERS_MAX = 50;

export const emailValue = trimmed(ADDRESS_CHARACTERS_MAX).check(z.refine(isAddress, 'not an email address'));

/** From a short number to E.164 with an extension. */
export const phoneValue = trimmed(PHONE_CHARACTERS_MAX).check(
  z.refine((value) => /^\d{5,30}$/.test(canonicalPhone(value)), 'not a phone number'),
);

/**
 * An entry of `emails` or `phones`: an object, or just the value.
 * @param type what an entry is that doesn't say
 */
export function contactPoint(value: z.ZodMiniType<string>, type: string) {
  const word = z.nullish(trimmed(WORD_CHARACTERS_MAX));
  const point = z.object({ value, type: word, isPrimary: z.nullish(yesOrNo), status: word });
  const bare = z.pipe(
    value,
    z.transform((value): z.output<typeof point> => ({ value })),
  );
  return z.pipe(
    z.union([bare, point]),
    z.transform(
      (sent): ContactPoint => ({
        value: sent.value,
        type: sent.type || type,
        isPrimary: sent.isPrimary === true,
        status: sent.status || 'Not Validated',
      }),
    ),
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
