import { parseArgs } from 'node:util';
import * as z from 'zod';
import { required } from '../../lib/environment.ts';
import { openTable } from '../../lib/store/table.ts';
import type { Command, Report } from './account-command.ts';
import { commands } from './account-commands.ts';
import { explainFailure, useLocalEnvironment } from './local-environment.ts';

const usage = `Usage: npm run account -- <command>

  create --name <name> --email <owner's address> [--rate <requests a minute>]
  list
  keys   --account <id>
  key    --account <id> --email <address> --role owner|admin|agent [--rate <requests a minute>]
  revoke --account <id> --key <first digits, as keys shows them>
  rate   --account <id> --key <first digits> --rate <requests a minute>
  show   --account <id>
  set    --account <id> [--honeypot <link that people don't see> …]
                        [--network "<cidr> opens|clicks|all certain|probable <whose it is>" …]

What tells machines from people replaces what was set before; "none" takes it away. A new key is printed once, on
a line of its own. With --json a command prints one JSON object instead.`;

/** Makes and lists accounts and their keys. Exits with 0, with 1 if it failed, with 2 if it was called wrongly. */
export async function main([name = 'help', ...args]: string[]): Promise<number> {
  if (name === 'help' || name === '--help') {
    console.log(usage);
    return args.length === 0 ? 0 : 2;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return refuse(`There is no command ${name}.`);
  let run: ReturnType<typeof command.prepare>;
  let json: boolean;
  try {
    const { values } = parseArgs({ args, options: optionsOf(command) });
    ({ json = false } = values as { json?: boolean });
    run = command.prepare(values);
  } catch (error) {
    return refuse(describe(error));
  }
  try {
    useLocalEnvironment();
    print(await run(openTable(required('CHAINMAIL_TABLE'))), json);
    return 0;
  } catch (error) {
    console.error(explainFailure(error));
    return 1;
  }
}

const optionsOf = ({ options }: Command) => ({ ...options, json: { type: 'boolean' } as const });

/** What a script reads goes to standard output; around a new key that is the key alone. */
function print({ lines, key, json }: Report, asJson: boolean): void {
  if (asJson) {
    console.log(JSON.stringify(json));
    return;
  }
  const write = key === undefined ? console.log : console.error;
  for (const line of lines) write(line);
  if (key !== undefined) console.log(key);
}

const describe = (error: unknown): string =>
  error instanceof z.ZodError
    ? error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n')
    : explainFailure(error);

function refuse(reason: string): number {
  console.error(`${reason}\n\n${usage}`);
  return 2;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
