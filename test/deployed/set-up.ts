import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiByPath, bootstrap, type Deployment, deploy, destroy, outputsFile } from './cdk.ts';
import { account, testAccount } from './commands.ts';
import { startEmulator } from './emulator.ts';

const REGION = 'us-east-1';
/** Above what a test sends. */
const RATE_PER_MINUTE = '100000';

/**
 * Before the tests: deploys to `AWS_ENDPOINT_URL`, or to an emulator of its own, and makes an account. The
 * tests find the deployment by `CHAINMAIL_TEST_URL` and `CHAINMAIL_TEST_KEYS`, its queues by `CHAINMAIL_OUTPUTS`.
 * @returns what tears everything down again
 */
export default async function setUp(): Promise<() => Promise<void>> {
  const undo: (() => unknown)[] = [];
  /** All of it, also where a part fails: nothing is left running. */
  const tearDown = async () => {
    const failures: unknown[] = [];
    for (const step of undo.splice(0).reverse()) {
      await Promise.try(step).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be torn down.');
  };
  try {
    const scratch = mkdtempSync(join(tmpdir(), 'chainmail-deployed-'));
    undo.push(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));
    const given = process.env.AWS_ENDPOINT_URL;
    if (!given) {
      const emulator = await startEmulator(scratch);
      undo.push(emulator.stop);
      process.env.AWS_ENDPOINT_URL = emulator.endpoint;
      undo.push(() => delete process.env.AWS_ENDPOINT_URL);
    }
    useEndpoint(process.env.AWS_ENDPOINT_URL as string);

    const deployment = { stackName: `chainmail-test-${Date.now().toString(36)}`, scratch };
    await timed('bootstrapped', () => bootstrap(deployment));
    undo.push(async () => {
      // An emulator of our own forgets all by itself, but that it can be deleted is a promise too.
      await timed('destroyed', () => destroy(deployment));
    });
    await timed('deployed', () => deploy(deployment));
    await findInstallation(deployment);
    return tearDown;
  } catch (error) {
    await tearDown();
    throw error;
  }
}

/** What the CDK and the SDK need to know of an endpoint that isn't AWS; what is set already stays. */
function useEndpoint(endpoint: string): void {
  process.env.AWS_ENDPOINT_URL_S3 ??= endpoint;
  process.env.AWS_ACCESS_KEY_ID ??= 'test';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
  process.env.AWS_REGION ??= REGION;
  process.env.CDK_DEFAULT_REGION ??= process.env.AWS_REGION;
  process.env.CDK_DEFAULT_ACCOUNT ??= '000000000000';
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
}

async function findInstallation(deployment: Deployment): Promise<void> {
  const file = outputsFile(deployment);
  const outputs = Object.values(
    JSON.parse(readFileSync(file, 'utf8')) as Record<string, { ApiUrl: string }>,
  )[0];
  process.env.CHAINMAIL_OUTPUTS = file;
  process.env.CHAINMAIL_TEST_STACK = deployment.stackName;
  process.env.CHAINMAIL_TEST_SCRATCH = deployment.scratch;
  process.env.CHAINMAIL_TEST_URL = await findApi(outputs?.ApiUrl ?? '');
  const rate = ['--rate', RATE_PER_MINUTE];
  const owner = await account('create', '--name', 'Test', '--email', 'owner@example.com', ...rate);
  const id = String(await testAccount());
  const about = ['--account', id, '--email', 'agent@example.com', '--role', 'agent'];
  const agent = await account('key', ...about, ...rate);
  const other = await account('create', '--name', 'Other', '--email', 'other@example.com', ...rate);
  process.env.CHAINMAIL_TEST_KEYS = [owner, agent, other].join(',');
}

/** The form of the API's URL that answers: where its host can't be resolved, the endpoint has it as a path. */
async function findApi(url: string): Promise<string> {
  // No `URL`: it refuses a host that ends in an address, as an emulator's may.
  const [, id] = /^https?:\/\/(\w+)\./.exec(url) ?? [];
  const path = apiByPath(id ?? '');
  for (const candidate of [path, `${path}/$default`, url.replace(/\/$/, '')]) {
    const answer = await fetch(`${candidate}/health`).catch(() => undefined);
    if (answer?.ok) return candidate;
  }
  throw new Error(`Neither ${url} nor ${path} answers /health.`);
}

async function timed(what: string, work: () => Promise<void>): Promise<void> {
  const started = performance.now();
  await work();
  console.log(`${what} in ${((performance.now() - started) / 1_000).toFixed(0)} s`);
}
