import { describe, expect, test } from 'vitest';
import { type GroupCommit, groupCommits } from '../../../../infra/local/dynamodb/group-commit.ts';

/** A disk whose batches end when the test says so. */
function aDisk(): { commits: GroupCommit; batches: unknown[][]; end(error?: Error): Promise<void> } {
  const batches: unknown[][] = [];
  let finish: (error?: Error) => void = () => undefined;
  const commits = groupCommits({
    batch: (operations) =>
      new Promise<void>((resolve, reject) => {
        batches.push(operations);
        finish = (error) => (error ? reject(error) : resolve());
      }),
  });
  return {
    commits,
    batches,
    async end(error) {
      finish(error);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('groupCommits', () => {
  test('commits together what came while a commit was under way', async () => {
    const { commits, batches, end } = aDisk();
    commits.add(new Map([['a', 1]]));
    await turn();
    commits.add(new Map([['b', 2]]));
    commits.add(new Map([['c', null]]));
    await turn();
    expect(batches).toEqual([[{ type: 'put', key: 'a', value: 1 }]]);
    await end();
    expect(batches[1]).toEqual([
      { type: 'put', key: 'b', value: 2 },
      { type: 'del', key: 'c' },
    ]);
    await end();
    await commits.settled();
  });

  test('shows what is on its way until it has arrived', async () => {
    const { commits, end } = aDisk();
    commits.add(new Map([['a', 1]]));
    await turn();
    commits.add(new Map([['a', null]]));
    expect(commits.get('a')).toBeNull();
    await end();
    expect(commits.get('a')).toBeNull();
    await end();
    expect(commits.get('a')).toBeUndefined();
  });

  test('is settled only when all that was added is committed', async () => {
    const { commits, end } = aDisk();
    let settled = false;
    commits.add(new Map([['a', 1]]));
    await turn();
    commits.add(new Map([['b', 2]]));
    const settling = commits.settled().then(() => {
      settled = true;
    });
    await end();
    expect(settled).toBe(false);
    await end();
    await settling;
  });

  test('fails for good once a commit failed', async () => {
    const { commits, batches, end } = aDisk();
    commits.add(new Map([['a', 1]]));
    const first = commits.settled();
    await turn();
    commits.add(new Map([['b', 2]]));
    const second = commits.settled();
    const both = Promise.all([
      expect(first).rejects.toThrow('disk full'),
      expect(second).rejects.toThrow('disk full'),
    ]);
    await end(new Error('disk full'));
    await both;
    commits.add(new Map([['c', 3]]));
    await expect(commits.settled()).rejects.toThrow('disk full');
    expect(batches).toHaveLength(1);
  });
});
