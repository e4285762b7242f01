import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describeError, log } from '../../lib/log.ts';
import { lockData } from './data-lock.ts';
import { type Stack, startStack } from './stack.ts';

const data = process.env.CHAINMAIL_DATA || '.chainmail';
const port = process.env.PORT || '3000';
const key = process.env.CHAINMAIL_LOCAL_KEY || 'cm_local_demo';

/** Stopping takes no longer: what an invocation leaves undone is done after the next start. */
const STOP_MS = 5_000;
/** How soon the death of npm is noticed. */
const PARENT_MS = 250;
/** npm passes a Ctrl-C on that the terminal has already sent, so the second one within this time is the first. */
const SAME_SIGNAL_MS = 500;

/** Runs the whole system until it is told to stop. Exits with 0, or with 1 after one line that says why. */
async function main(): Promise<void> {
  if (!/^\d+$/.test(port) || Number(port) > 65_535) return refuse(`PORT is ${port}, which is no port.`);
  if (!/^[\w.~-]+$/.test(key))
    return refuse('CHAINMAIL_LOCAL_KEY may hold letters, digits and - . _ ~ only.');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  if (!lockData(data))
    return refuse(`Chainmail is running already on the data in ${data}${addressOf(data)}.`);
  if (!process.env.POWERTOOLS_LOG_LEVEL) await log.setLogLevel('WARN');

  try {
    const starting = startStack({ data, port: Number(port), demoKey: key });
    stopOnSignals(starting);
    const stack = await starting;
    writeEnvironment({ ...stack.environment, CHAINMAIL_URL: stack.url, CHAINMAIL_LOCAL_KEY: key });
    console.log(welcome(stack.url));
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (code !== 'EADDRINUSE') return refuse(`Chainmail could not start: ${message}`);
    refuse(`Port ${port} is taken. Choose another: PORT=${Number(port) + 1} npm start`);
  }
}

function refuse(reason: string): void {
  console.error(reason);
  process.exit(1);
}

/** ` (http://127.0.0.1:3000)`, as far as the other process has said it yet. */
function addressOf(folder: string): string {
  try {
    return ` (${parseEnv(readFileSync(join(folder, 'env'), 'utf8')).CHAINMAIL_URL})`;
  } catch {
    return '';
  }
}

/** The first signal stops everything in order, a second one at once. */
function stopOnSignals(starting: Promise<Stack>): void {
  let since: number | undefined;
  const parent = process.ppid;
  const stop = async (signal?: NodeJS.Signals) => {
    if (since !== undefined) {
      if (signal && performance.now() - since > SAME_SIGNAL_MS) process.exit(130);
      return;
    }
    since = performance.now();
    setTimeout(() => process.exit(0), STOP_MS).unref();
    const stack = await starting.catch(() => undefined);
    await stack?.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // An npm that is killed outright can't pass it on. Without this its child would go on unseen.
  const watch = () => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) stop();
  };
  setInterval(watch, PARENT_MS).unref();
}

/** For the commands: `npm run demo`, `account` and `redrive` find this system by it. Renamed, so never half. */
function writeEnvironment(environment: Record<string, string>): void {
  const file = join(data, 'env');
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(`${file}.new`, lines.join(''), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

const welcome = (url: string): string => `
Chainmail is ready: ${url}
The key is ${key} (owner of the account demo), the data is in ${data}.

Post a campaign:
  curl -u ${key}: ${url}/v1/emCampaigns -H 'Content-Type: application/json' \\
    -d '{"origin":"curl","originId":"'$(date +%s)'","name":"Hello","subject":"Hello"}'
See a whole blast, from another terminal:
  npm run demo
Stop:
  Ctrl-C
`;

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    log.critical('Chainmail has to stop', { error: describeError(error) }).finally(() => process.exit(1));
  });
}

await main();
