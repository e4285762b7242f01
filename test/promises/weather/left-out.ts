import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'vitest';
import { withInvocation } from '../../../lib/invocation.ts';
import { Random } from '../../blast/random.ts';
import { Facts, type Said } from '../model.ts';
import { makeAudience, post } from '../sender.ts';
import type { System, Tenant } from '../system.ts';
import { partials } from './faults.ts';
import { onTheWire, type Wire } from './on-the-wire.ts';
import { expectExact } from './storm.ts';

const START = Date.UTC(2026, 5, 1);
const PEOPLE = 8;

/**
 * One request and one invocation of the processor, in which the first answer of each batch call leaves something out
 * inside a 200: it is sent again at once, and nothing has to come back.
 */
export async function leaveOutOnce(system: System, tenant: Tenant, seed: number): Promise<void> {
  const random = new Random(seed);
  const audience = await makeAudience(tenant, { campaigns: 1, people: PEOPLE });
  const facts = new Facts();
  const said = Array.from(
    { length: PEOPLE },
    (_, person): Said => ({ person, campaign: 0, word: 'hard-bounce', at: START + person }),
  );
  for (const one of said) facts.add(one, 0);

  const befallen = new Set<string>();
  const wire: Wire = {
    split(operation, input, send) {
      const fail = partials[operation];
      if (!fail || befallen.has(operation)) return send(input);
      befallen.add(operation);
      return fail(input, send, random);
    },
  };
  const under = <T>(run: () => Promise<T>): Promise<T> =>
    onTheWire(wire, () => withInvocation({ sleep: () => turn() }, run));
  expect((await under(() => post(tenant, said, audience))).status).toBe(200);
  const messages = await system.takeMessages();
  // What ingest reads in batches, the processor does too.
  befallen.delete('BatchGetItem');
  expect(await under(() => system.deliver(messages))).toEqual(new Set());

  const operations = ['BatchExecuteStatement', 'BatchGetItem', 'BatchWriteItem', 'SendMessageBatch'];
  expect([...befallen].sort()).toEqual(operations);
  await expectExact(system, tenant, audience, facts);
}
