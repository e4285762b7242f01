import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Below this a write unit is paid anyway, and an item can be read with the naked eye. */
const PLAIN_BYTES_MAX = 1_024;

/** DynamoDB takes 400 KB with names and keys. */
export const PACKED_BYTES_MAX = 380 * 1_024;

/** No body of a request is larger, escapes included; a guard against bytes that aren't ours. */
const UNPACKED_BYTES_MAX = 32 * 1024 * 1024;

/** A text as an attribute, deflated (RFC 1951) above 1 KB. */
export function packText(text: string): AttributeValue {
  if (text.length <= PLAIN_BYTES_MAX && Buffer.byteLength(text) <= PLAIN_BYTES_MAX) return { S: text };
  return { B: deflateRawSync(text) };
}

/** @throws TypeError if the attribute is not there */
export function unpackText(value: AttributeValue | undefined): string {
  if (value?.S !== undefined) return value.S;
  if (value?.B === undefined) throw new TypeError('item without its packed text');
  return inflateRawSync(value.B, { maxOutputLength: UNPACKED_BYTES_MAX }).toString();
}

/** Whether an item can hold it beside its other attributes. */
export const fits = (packed: AttributeValue): boolean =>
  (packed.B?.byteLength ?? Buffer.byteLength(packed.S ?? '')) <= PACKED_BYTES_MAX;
