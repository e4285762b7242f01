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
  const failures: unknown[] = [];
  const workers = Array.from({ length: Math.min(limit, values.length) }, async () => {
    for (const value of queue) {
      if (failures.length > 0) return;
      try {
        await work(value);
      } catch (error) {
        failures.push(error);
      }
    }
  });
  await Promise.all(workers);
  if (failures.length > 0) throw failures[0];
}
