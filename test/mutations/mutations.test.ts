import { stripTypeScriptTypes } from 'node:module';
import { expect, it } from 'vitest';
import { mutated } from './apply.ts';
import { eight, others } from './mutations.ts';

const root = new URL('../..', import.meta.url).pathname;

it.each([...eight, ...others])('rule $rule can be taken away: $without', async (mutation) => {
  expect(mutation.replace).not.toBe(mutation.find);
  const code = await mutated(mutation, root);
  expect(() => stripTypeScriptTypes(code)).not.toThrow();
});
