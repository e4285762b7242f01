import { expect } from 'vitest';
import type { Answered } from '../../http/an-event.ts';
import { scan } from '../../protocol/audit.ts';
import type { System, Tenant } from '../system.ts';
import { expectPatience } from './storm.ts';
import { Weather } from './weather.ts';

const API_MS = 28_500;

/**
 * So many posts of one person at once, each with something of its own to add, where a transaction on an item that
 * another one holds is cancelled, as in AWS (the embedded table lets it wait). Each is sent again as its answer says.
 * @returns how many had to be sent again, and how often in all
 */
export async function postAtOnce(system: System, tenant: Tenant, seed: number, count: number) {
  const weather = new Weather({ seed, rate: 0, contended: true });
  const again: number[] = [];
  const postOne = async (n: number): Promise<Answered> => {
    const person = { emails: [{ value: `at-once${seed}@example.com` }], tags: [`t${n}`] };
    for (let times = 0; ; times++) {
      const answer = await weather.invoke(API_MS, () => tenant.ask('POST', '/v1/people', person));
      if (answer.status < 300) {
        if (times > 0) again.push(times);
        return answer;
      }
      expect(answer.status).toBe(503);
      expect(times).toBeLessThan(10);
      await weather.time.sleep(Number(answer.headers['Retry-After']) * 1_000);
    }
  };
  const answers = await Promise.all(Array.from({ length: count }, (_, n) => postOne(n)));

  expectPatience(weather);
  const people = answers.map(({ body }) => body as { id: number });
  const ids = new Set(people.map(({ id }) => id));
  expect(ids.size).toBe(1);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  const { body } = await tenant.ask('GET', `/v1/people/${[...ids][0]}`);
  const { tags } = body as { tags: string[] };
  expect(tags.toSorted()).toEqual(Array.from({ length: count }, (_, n) => `t${n}`).sort());
  const leads = (await scan(system)).filter(({ PK }) => PK?.S?.endsWith(`at-once${seed}@example.com`));
  expect(leads).toHaveLength(1);
  return { requests: again.length, again: again.reduce((sum, times) => sum + times, 0) };
}
