import { afterAll, beforeAll, expect, it } from 'vitest';
import { cutIntoChunks } from '../../lib/domain/chunk.ts';
import { CHUNK_BYTES_MAX } from '../../lib/limits.ts';
import { encodedBytes } from '../../lib/queue/chunk-encoding.ts';
import { Random } from '../blast/random.ts';
import { aQueuedEvent } from '../factories.ts';
import { audit } from './audit.ts';
import { messageOf, openRig, own, type Rig, START } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

/** The same in every run: other bytes would now and then look like a key to the search for leaks. */
const random = new Random(1);
const incompressible = (bytes: number): string =>
  Buffer.from(Array.from({ length: bytes }, () => random.below(256))).toString('base64url');

/** The longest links that are taken, none like another, all to one message: 2 MB for an item of 400 KB. */
it('a thousand clicks on long links by one person are stored, whatever comes together', async () => {
  await own(rig.table, 'ann@example.com', 1);
  const events = Array.from({ length: 1_000 }, (_, position) =>
    aQueuedEvent({
      number: position + 1,
      position,
      word: 'click',
      campaign: 1,
      recipient: 'ann@example.com',
      created: START,
      received: START,
      dated: true,
      url: `https://example.com/${incompressible(1_500)}`,
    }),
  );
  const chunks = cutIntoChunks(events, CHUNK_BYTES_MAX, encodedBytes);
  await rig.drain(chunks.map((chunk, position) => messageOf(`long.${position}`, chunk)));
  const found = await audit(rig.embedded);
  expect(found.stored).toHaveLength(1_000);
  expect(found.journal).toEqual(found.stored);
  expect(found.tallies).toEqual(found.folds);
});
