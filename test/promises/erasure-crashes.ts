import { expect } from 'vitest';
import type { Item } from '../../lib/store/attributes.ts';
import { type Fault, Faults } from '../protocol/faults.ts';
import { textsIn } from './erasure-dump.ts';
import { type ErasureRig, inTold, PERSON, PERSONAL } from './erasure-rig.ts';

/** What befalls an erasure: a fault at a call, and perhaps another when it is tried again. */
export type Crash = readonly { call: number; fault: Fault }[];

/** A run without faults: what is stored in the end, and how many calls each half of it makes. */
export const eraseCleanly = () =>
  inTold(async (rig) => {
    const before = await rig.items();
    expect(textsIn(before, PERSONAL)).toEqual(PERSONAL);
    // Or the crashes would miss the half of it.
    expect(before.filter(({ page }) => page)).toHaveLength(1);
    const [first, second] = [new Faults(() => undefined), new Faults(() => undefined)];
    expect(await rig.begin(PERSON, first)).toBe(true);
    expect(await rig.deliver(await takeMessage(rig), second)).toBe(true);
    expect(rig.sent).toEqual([]);
    const end = await endOf(rig);
    expect(textsIn(end, PERSONAL)).toEqual([]);
    return { end, begin: first.calls.length, deliver: second.calls.length };
  });

/** The request that fails or is killed, and is made again. */
export const crashRequest = (crash: Crash, end: readonly Item[]) =>
  inTold(async (rig) => {
    // What only fails may be tried again by the store itself; then the caller has no reason to.
    let begun: unknown;
    for (const faults of [...crash.map(at), undefined]) {
      if (begun !== true) begun = await rig.begin(PERSON, faults);
    }
    expect(begun).toBe(true);
    await rig.drain();
    expect(await endOf(rig), describeCrash(crash)).toEqual(end);
  });

/** The delayed message whose delivery fails or is killed, and comes again. */
export const crashMessage = (crash: Crash, end: readonly Item[]) =>
  inTold(async (rig) => {
    await rig.begin(PERSON);
    const body = await takeMessage(rig);
    let done = false;
    for (const faults of [...crash.map(at), undefined]) done ||= await rig.deliver(body, faults);
    expect(done).toBe(true);
    await rig.drain();
    expect(await endOf(rig), describeCrash(crash)).toEqual(end);
  });

/** Takes what the first half sent, and lets its delay pass. */
export async function takeMessage(rig: ErasureRig): Promise<string> {
  const [message, ...others] = rig.sent.splice(0);
  expect(others).toEqual([]);
  rig.clock.now += 1_000 * (message?.delaySeconds ?? 0);
  return message?.body ?? '';
}

/** What is stored, but for when the person was deleted, and who held a key. */
export const endOf = async (rig: ErasureRig): Promise<Item[]> =>
  (await rig.items()).map(({ deleted: _, holder: __, ...item }) => item);

const at = ({ call, fault }: Crash[number]) => new Faults((n) => (n === call ? fault : undefined));
const describeCrash = (crash: Crash) => crash.map(({ call, fault }) => `${fault} at ${call}`).join(', ');
