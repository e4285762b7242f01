import { inflateRawSync } from 'node:zlib';
import { chainDictionaries } from '../../../lib/store/chain-dictionaries.ts';

/** What must not stand where it was found. */
export type Leak = 'an API key' | 'an address' | 'a URL’s query';

/** API keys begin so (lib/store/api-keys.ts); within other words it is chance. */
const KEY = /(?<![\w-])cm_[\w.~-]{4,}/;
/** `cm_` at the beginning of Base64, as in a Basic token. */
const KEY_IN_BASE64 = /(?<![\w+/=-])Y21f[\w+/-]{6,}/;
/** Also as it stands in a URL. */
const ADDRESS = /[\p{L}\p{N}._+'-](?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/u;
const QUERY = /\?[\w.~%[\]-]+=/;
/** Test files load functions anew by a query of their own, which stands in the frames of stacks. */
const FRAME_QUERY = /\?(?:table|start|t)=[\w-]*(?=:\d)/g;

/** Whether a text holds an API key, plain or as the beginning of a Basic token. */
export function holdsKey(text: string): boolean {
  // Both are rare; looking for what they begin with is cheap.
  return (text.includes('cm_') && KEY.test(text)) || (text.includes('Y21f') && KEY_IN_BASE64.test(text));
}

/** What a text holds that must be in no log line and no error. */
export function leaksIn(text: string): Leak[] {
  return [
    ...(holdsKey(text) ? (['an API key'] as const) : []),
    ...(ADDRESS.test(text) ? (['an address'] as const) : []),
    ...(QUERY.test(text.replaceAll(FRAME_QUERY, '')) ? (['a URL’s query'] as const) : []),
  ];
}

/** Whether bytes hold an API key: as they are, or deflated in one of the ways in which items are. */
export function bytesHoldKey(bytes: Uint8Array): boolean {
  return readings(bytes).some(holdsKey);
}

/** A chain is deflated behind the number of its dictionary, everything else without one. */
function readings(bytes: Uint8Array): string[] {
  const dictionary = chainDictionaries[bytes[0] ?? 0];
  return [
    Buffer.from(bytes).toString('latin1'),
    ...inflated(bytes),
    ...(dictionary ? inflated(bytes.subarray(1), dictionary) : []),
  ];
}

function inflated(bytes: Uint8Array, dictionary?: Buffer): string[] {
  try {
    return [inflateRawSync(bytes, dictionary && { dictionary }).toString('latin1')];
  } catch {
    return [];
  }
}
