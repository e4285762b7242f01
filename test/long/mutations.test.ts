import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeAway } from '../mutations/apply.ts';
import { copyProject, runGuards } from '../mutations/guards.ts';
import { eight, others } from '../mutations/mutations.ts';

/** A rule, the test that failed without it, and what it said. */
const table: string[] = [];

let copy: Awaited<ReturnType<typeof copyProject>>;
beforeAll(async () => {
  copy = await copyProject();
});
afterAll(async () => {
  await copy.remove();
  console.log(['rule | the test that fails without it | what it says', ...table].join('\n'));
});

it('all tests that guard the protocol pass while it has all its rules', async () => {
  const { passed, failures } = await runGuards(copy.folder);
  expect(failures).toEqual([]);
  expect(passed).toBeGreaterThan(50);
});

describe('a test fails', () => {
  it.each([...eight, ...others])('without rule $rule: $without', async (mutation) => {
    const putBack = await takeAway(mutation, copy.folder);
    try {
      const { failures } = await runGuards(copy.folder);
      const failed = failures.find(({ assertion }) => assertion !== undefined) ?? failures[0];
      table.push(`${mutation.rule} | ${failed?.test} | ${failed?.assertion ?? failed?.message}`);
      expect(failed, 'no test fails').toBeDefined();
      expect(failed?.assertion, failed?.message).toBeDefined();
    } finally {
      await putBack();
    }
  });
});
