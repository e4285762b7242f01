import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type Stack, startStack } from '../../infra/local/stack.ts';
import { drained, expectSound, report, sendBlast } from './blast.ts';
import { deliverTwice } from './deliver-twice.ts';
import { expectExact } from './expect-exact.ts';
import { startKillable } from './killable.ts';
import type { BlastSize } from './plan.ts';
import { Random } from './random.ts';
import type { System } from './sender.ts';

const KEY = 'cm_blast';
/** A kill comes at a random moment within so much time, ms. */
const KILL_WITHIN_MS = 1_000;
/** Another seed sends another blast. */
const SEED = Number(process.env.CHAINMAIL_TEST_SEED ?? 1);

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chainmail-blast-'));
  stops.push(() => rm(folder, { recursive: true }));
  return folder;
}

async function aStack(options: Parameters<typeof startStack>[0] = {}): Promise<Stack> {
  const stack = await startStack({ data: await aFolder(), demoKey: KEY, ...options });
  stops.push(stack.stop);
  return stack;
}

const systemOf = ({ url }: Stack): System => ({ url: async () => url, key: KEY });

/** A blast in fair weather, and with a queue that delivers everything twice. */
export function blastTests(size: BlastSize): void {
  test('a blast comes out exact', async () => {
    const stack = await aStack();
    const system = systemOf(stack);
    const blast = await sendBlast(system, size, SEED);
    expect(await drained(stack.environment)).toBe(0);
    report('plain', blast);
    await expectExact(system, blast, size.everyOrder);
    await expectSound(stack.environment, blast);
  });

  test('a blast comes out exact though every queue message is delivered twice', async () => {
    const { functions, settle, deliveries } = deliverTwice(SEED);
    const stack = await aStack({ functions });
    const system = systemOf(stack);
    const blast = await sendBlast(system, size, SEED);
    await drained(stack.environment);
    await settle();
    expect(await drained(stack.environment)).toBe(0);
    report('delivered twice', blast);
    expect(Math.min(...deliveries.values())).toBeGreaterThanOrEqual(2);
    await expectExact(system, blast, size.everyOrder);
    await expectSound(stack.environment, blast);
  });
}

/** And with kills, which take the time of a dead attempt: some 20 seconds each. */
export function killedBlastTest(size: BlastSize): void {
  test('a blast comes out exact though the system is killed while it takes events in and works', async () => {
    const random = new Random(SEED);
    const system = await startKillable(await aFolder(), KEY);
    stops.push(system.stop);
    const killAt = Math.ceil(size.requests * (0.2 + 0.5 * random.next()));
    let kill: Promise<void> | undefined;
    const blast = await sendBlast(system, { ...size, keys: size.keysAfterKill }, SEED, (answered) => {
      if (answered >= killAt) kill ??= sleep(random.below(KILL_WITHIN_MS)).then(system.killAndRestart);
    });
    await kill;
    await sleep(random.below(KILL_WITHIN_MS));
    await system.killAndRestart();
    expect(await drained(await system.environment())).toBe(0);
    report('killed twice', blast);
    await expectExact(system, blast, size.everyOrder);
    await expectSound(await system.environment(), blast);
  });
}
