import { inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../lib/store/attributes.ts';
import { chainDictionaries } from '../../lib/store/chain-dictionaries.ts';

/**
 * Which of some texts a dump of the table shows, in whatever spelling: as it is, without regard to case, in Base64
 * wherever it may begin, in binary values, and in these inflated by any dictionary there ever was.
 */
export function textsIn(items: readonly Item[], texts: readonly string[]): string[] {
  const exact = items.map((item) => valuesOf(Object.values(item)).join('\n')).join('\n');
  const folded = exact.toLowerCase();
  return texts.filter((text) => {
    const lower = text.toLowerCase();
    const encoded = [...inBase64(text), ...inBase64(lower)];
    return folded.includes(lower) || encoded.some((part) => exact.includes(part));
  });
}

/** Every text in attributes, however deep, and the names of what is named by its sender. */
function valuesOf(values: readonly AttributeValue[]): string[] {
  return values.flatMap((value) => {
    if (value.B) return bytesAsTexts(Buffer.from(value.B));
    if (value.BS) return value.BS.flatMap((bytes) => bytesAsTexts(Buffer.from(bytes)));
    if (value.M) return [...Object.keys(value.M), ...valuesOf(Object.values(value.M))];
    if (value.L) return valuesOf(value.L);
    return [value.S ?? value.N ?? '', ...(value.SS ?? []), ...(value.NS ?? [])];
  });
}

const bytesAsTexts = (bytes: Buffer): string[] => [
  bytes.toString('utf8'),
  bytes.toString('latin1'),
  ...[bytes, bytes.subarray(1)].flatMap((packed) =>
    chainDictionaries.flatMap((dictionary) => {
      try {
        return [inflateRawSync(packed, dictionary && { dictionary }).toString('utf8')];
      } catch {
        return [];
      }
    }),
  ),
];

/** What of a text's Base64 is the same whatever stands before and behind it, for each of the three ways to begin. */
const inBase64 = (text: string): string[] =>
  [0, 1, 2].map((before) => {
    const encoded = Buffer.from('\0'.repeat(before) + text).toString('base64url');
    const whole = Math.floor(((before + Buffer.byteLength(text)) * 4) / 3);
    return encoded.slice(before === 0 ? 0 : before + 1, whole);
  });
