import { expect, it } from 'vitest';
import { encodeErasure } from '../../lib/queue/erasure-encoding.ts';
import type { Fault } from '../protocol/faults.ts';
import { ACCOUNT } from '../protocol/rig.ts';
import { crashMessage, crashRequest, endOf, eraseCleanly, takeMessage } from './erasure-crashes.ts';
import { inTold, PERSON } from './erasure-rig.ts';

/** Killed at every call, on both sides of it; at some the answer is lost. */
const faultsAt = (call: number): Fault[] => [
  'kill-before',
  'kill-after',
  ...(call % 3 === 0 ? (['lost'] as const) : []),
];

it('a request to erase that is killed at any call leaves nothing, once it is made again', async () => {
  const { end, begin } = await eraseCleanly();
  expect(begin).toBeGreaterThan(7);
  for (let call = 0; call < begin; call++) {
    for (const fault of faultsAt(call)) await crashRequest([{ call, fault }], end);
  }
});

it('a delayed message that is killed at any call leaves nothing, once it is delivered again', async () => {
  const { end, deliver } = await eraseCleanly();
  expect(deliver).toBeGreaterThan(15);
  for (let call = 0; call < deliver; call++) {
    for (const fault of faultsAt(call)) await crashMessage([{ call, fault }], end);
  }
});

it('two copies of the message that are delivered at once leave nothing, and neither fails', async () => {
  const { end } = await eraseCleanly();
  await inTold(async (rig) => {
    await rig.begin(PERSON);
    const body = await takeMessage(rig);
    expect(await Promise.all([rig.deliver(body), rig.deliver(body)])).toEqual([true, true]);
    await rig.drain();
    expect(await endOf(rig)).toEqual(end);
    // And again, much later.
    rig.clock.now += 86_400_000;
    expect(await rig.deliver(body)).toBe(true);
    expect(rig.sent).toEqual([]);
    expect(await endOf(rig)).toEqual(end);
  });
});

it('a message that comes early waits, and one for nobody is done', () =>
  inTold(async (rig) => {
    await rig.begin(PERSON);
    const [message] = rig.sent.splice(0);
    const before = await rig.items();
    rig.clock.now += 34_000;
    expect(await rig.deliver(message?.body ?? '')).toBe(true);
    expect(await rig.items()).toEqual(before);
    expect(rig.sent.splice(0)).toEqual([{ ...message, delaySeconds: 1 }]);
    expect(await rig.deliver(encodeErasure({ account: ACCOUNT, person: 99, due: 0 }))).toBe(true);
    expect(rig.sent).toEqual([]);
  }));

it('a message of a table that was put back to an earlier time begins anew', async () => {
  const { end } = await eraseCleanly();
  await inTold(async (rig) => {
    await rig.deliver(encodeErasure({ account: ACCOUNT, person: PERSON, due: rig.clock.now }));
    expect(rig.sent).toMatchObject([{ delaySeconds: 35 }]);
    await rig.drain();
    expect(await endOf(rig)).toEqual(end);
  });
});
