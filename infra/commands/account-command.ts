import * as z from 'zod';
import { type Account, getAccount } from '../../lib/store/accounts.ts';
import type { Table } from '../../lib/store/table.ts';

/** What a command has to say: to a person in lines, to a script as JSON. */
export interface Report {
  lines: string[];
  json: object;
  /** A new key, which is shown this once. */
  key?: string;
}

export interface Command {
  /** What `parseArgs` has to know; a list is an option that may be given again and again. */
  options: Record<string, { type: 'string'; multiple: boolean }>;
  /** @throws z.ZodError for what is missing or wrong, by option */
  prepare(values: unknown): (table: Table) => Promise<Report>;
}

export const command = <Options extends z.ZodObject>(
  options: Options,
  run: (table: Table, values: z.infer<Options>) => Promise<Report>,
): Command => ({
  options: Object.fromEntries(
    Object.entries(options.shape).map(([name, schema]) => [
      name,
      { type: 'string', multiple: isList(schema) },
    ]),
  ),
  prepare(values) {
    const parsed = options.parse(values);
    return (table) => run(table, parsed);
  },
});

const isList = (schema: z.core.$ZodType): boolean =>
  schema instanceof z.ZodOptional ? isList(schema.unwrap()) : schema instanceof z.ZodArray;

export const positive = z.coerce.number('must be a number').int().min(1).max(1_000_000_000);

export const date = (ms: number): string => new Date(ms).toISOString();

/** @throws Error if there is no such account */
export async function assertAccount(table: Table, account: number): Promise<Account> {
  const found = await getAccount(table, account);
  if (!found) throw new Error(`There is no account ${account}.`);
  return found;
}
