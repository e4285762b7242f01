/**
 * Escapes what can't stand in a message: SQS refuses U+FFFE and U+FFFF, fauxqs every character beyond
 * U+FFFF too. In JSON they can only stand in strings, where `\uXXXX` means the same, in up to three times
 * the bytes.
 */
export const escapeForQueue = (json: string): string =>
  json.replace(
    /[\uD800-\uDFFF\uFFFE\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
