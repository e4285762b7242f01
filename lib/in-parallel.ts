/** Runs `work` over all of `values`, at most `limit` at a time. */
export async function inParallel<T>(
  values: readonly T[],
  limit: number,
  work: (value: T) => Promise<void>,
): Promise<void> {
  const queue = values.values();
  const workers = Array.from({ length: Math.min(limit, values.length) }, async () => {
    for (const value of queue) await work(value);
  });
  await Promise.all(workers);
}
