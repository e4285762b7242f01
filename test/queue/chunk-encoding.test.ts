import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chunk, cutIntoChunks, type QueuedEvent } from '../../lib/domain/chunk.ts';
import { CHUNK_BYTES_MAX } from '../../lib/limits.ts';
import { decodeChunk, encodeChunk, encodedBytes } from '../../lib/queue/chunk-encoding.ts';
import { escapeForQueue } from '../../lib/queue/escape-for-queue.ts';
import { eventNumber, text, time, word } from '../arbitraries.ts';
import { aChunk, aQueuedEvent, NOW } from '../factories.ts';
import { body as storedBody, chunk as storedChunk } from '../fixtures/queued-chunk.ts';

const id = fc.integer({ min: 1, max: 2 ** 47 });

const chunks: fc.Arbitrary<Chunk> = time.chain((received) => {
  const event: fc.Arbitrary<QueuedEvent> = fc.record(
    {
      number: eventNumber,
      position: fc.nat(999),
      word,
      created: time,
      dated: fc.boolean(),
      received: fc.constant(received),
      campaign: id,
      recipient: text,
      user: id,
      person: id,
      seen: id,
      url: text,
    },
    {
      requiredKeys: [
        'number',
        'position',
        'word',
        'created',
        'dated',
        'received',
        'campaign',
        'recipient',
        'user',
      ],
    },
  );
  return fc.record(
    {
      account: id,
      received: fc.constant(received),
      receipt: fc.record({ id: fc.uuid(), chunk: fc.nat(999) }),
      events: fc.array(event, { maxLength: 20 }),
    },
    { requiredKeys: ['account', 'received', 'events'] },
  );
});

/** A message's bytes as SQS counts them. */
const bytesSent = (chunk: Chunk): number => Buffer.byteLength(escapeForQueue(encodeChunk(chunk)));

/** What stands around the events: format, account, time, receipt. */
const ENVELOPE_BYTES_MAX = 150;

describe('a chunk', () => {
  it('is always read as it was written, also with what the queue needs escaped', () => {
    fc.assert(
      fc.property(chunks, (chunk) => {
        expect(decodeChunk(encodeChunk(chunk))).toEqual(chunk);
        expect(decodeChunk(escapeForQueue(encodeChunk(chunk)))).toEqual(chunk);
      }),
    );
  });

  it('has exactly the bytes that its events were said to take, and an envelope', () => {
    fc.assert(
      fc.property(chunks, ({ events, ...chunk }) => {
        const empty = bytesSent({ ...chunk, events: [] });
        const said = events.reduce((sum, event) => sum + encodedBytes(event), 0);
        // The last event has no comma after it.
        expect(bytesSent({ ...chunk, events })).toBe(empty + Math.max(said - 1, 0));
        expect(empty).toBeLessThan(ENVELOPE_BYTES_MAX);
      }),
    );
  });

  // Escaped, an emoji has three times the bytes that it has in UTF-8.
  it.each(['x', 'é', '🎉', '\ufffe'])(
    'of the longest links, all of %s, stays within a queue message',
    (character) => {
      const url = character.repeat(2_048 / character.length);
      const events = Array.from({ length: 250 }, (_, n) => aQueuedEvent({ number: n + 1, position: n, url }));
      const parts = cutIntoChunks(events, CHUNK_BYTES_MAX, encodedBytes);
      expect(parts.flat()).toEqual(events);
      for (const part of parts) {
        expect(bytesSent(aChunk({ events: part }))).toBeLessThan(CHUNK_BYTES_MAX + ENVELOPE_BYTES_MAX);
      }
    },
  );

  it('takes about ninety bytes for a usual event', () => {
    const usual = aQueuedEvent({
      number: 1_234_567,
      position: 500,
      created: NOW - 60_000,
      campaign: 1_234,
      recipient: 'alexandra.mustermann@mail.example.com',
    });
    expect(encodedBytes(usual)).toBeLessThan(90);
  });

  it('that was once sent is read as ever', () => expect(decodeChunk(storedBody)).toEqual(storedChunk));

  const row = [1, 0, 0, 0, 1, 3, 'ann@example.com', 1, 0, 0];
  const envelope = { format: 1, account: 1, received: NOW, events: [row] };
  it.each<[string, unknown]>([
    ['of an unknown format', { ...envelope, format: 2 }],
    ['without an account', { ...envelope, account: undefined }],
    ['with an account that is text', { ...envelope, account: '1' }],
    ['with an unknown word', { ...envelope, events: [row.with(2, 99)] }],
    ['with an event that is too short', { ...envelope, events: [row.slice(0, 9)] }],
    ['with an event that is too long', { ...envelope, events: [[...row, 'https://example.com/', 1]] }],
    ['with a number that is none', { ...envelope, events: [row.with(0, 1.5)] }],
    ['that is null', null],
    ['that is a list', [envelope]],
  ])('%s is refused, not misread', (_, value) => expect(() => decodeChunk(JSON.stringify(value))).toThrow());

  it.each(['', '{', 'hello'])('that is no JSON, %j, is refused', (body) =>
    expect(() => decodeChunk(body)).toThrow(),
  );
});
