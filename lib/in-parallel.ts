/**
 * Runs `work` over all of `values`, at most `limit` at a time. After a failure nothing further is begun.
 * @throws the first failure, once nothing is under way any more
 */
export async function inParallel<T>(
  values: readonly T[],
  limit: number,
  work: (value: T) => Promise<void>,
): Promise<void> {
  const queue = values.values();
  const workers = Array.from({ length: Math.min(limit, values.length) }, async () => {
    try {
      for (const value of queue) await work(value);
    } catch (error) {
      // Ends the others' turns too.
      queue.return?.();
      throw error;
    }
  });
  const outcomes = await Promise.allSettled(workers);
  const failure = outcomes.find(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') throw failure.reason;
}
