import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mutation } from './mutations.ts';

/**
 * The file as it would be without the rule.
 * @param folder where `lib` stands
 * @throws Error unless the mutation's text is found exactly once: the code has moved on, and so must the mutation
 */
export async function mutated({ rule, file, find, replace }: Mutation, folder: string): Promise<string> {
  const source = await readFile(join(folder, file), 'utf8');
  const times = source.split(find).length - 1;
  if (times !== 1) throw new Error(`rule ${rule}: its text stands in ${file} ${times} times`);
  return source.replace(find, () => replace);
}

/** Takes a rule away in a copy of the project. @returns what puts it back */
export async function takeAway(mutation: Mutation, folder: string): Promise<() => Promise<void>> {
  const path = join(folder, mutation.file);
  const [before, after] = [await readFile(path, 'utf8'), await mutated(mutation, folder)];
  await writeFile(path, after);
  return () => writeFile(path, before);
}
