import * as fc from 'fast-check';

const SURROGATES = { first: 0xd800, count: 0x800 };

/**
 * Any character of Unicode, a unit of `fc.string`. Of fast-check's own unit `binary` each process makes a map of all
 * 1.1 million of them first.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .nat(0x10ffff - SURROGATES.count)
  .map(
    (number) => String.fromCodePoint(number < SURROGATES.first ? number : number + SURROGATES.count),
    numberOf,
  );

/** @throws for what is no such character, as fast-check has it */
function numberOf(character: unknown): number {
  const code = typeof character === 'string' ? character.codePointAt(0) : undefined;
  if (code === undefined || String.fromCodePoint(code) !== character) throw new Error('no character');
  return code < SURROGATES.first ? code : code - SURROGATES.count;
}
