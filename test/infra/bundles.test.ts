import { describe, expect, it } from 'vitest';
import { type Bundle, bundle, functionNames, reachedFrom } from '../../infra/bundle.ts';
import { functionNeeds } from '../../infra/function-needs.ts';
import { DEFAULT_FUNCTION, routes } from '../../lib/http/routes.ts';

const BYTES_MAX = 500_000;

/** What only an operation calls that leaves its `Idempotency-Key` to the server; ingest keeps what it claimed. */
const NEVER_MADE: Record<string, readonly string[]> = {
  'ingest-events': ['DeleteItem'],
  'hubspot-ingest': ['DeleteItem'],
};

const withTable = functionNames.filter((name) => functionNeeds[name]?.table.length);
const ingest = ['hubspot-ingest', 'ingest-events'];

/** Which functions use a library that not all do. */
const USERS: Record<string, readonly string[]> = {
  '@aws-sdk/client-dynamodb': withTable,
  '@aws-lambda-powertools/logger': withTable,
  '@aws-lambda-powertools/metrics': ['event-processor'],
  '@middy/core': withTable.filter((name) => name !== 'event-processor'),
  // All others read with its small edition.
  'zod/v4/classic': functionNames.filter((name) => name.endsWith('-document')),
  'ipaddr.js': ingest,
  isbot: ingest,
  bowser: ['hubspot-events'],
  htmlparser2: ['campaigns'],
};

/** Libraries that are loaded when they are asked for: a start takes as long as there is code to compile. */
const WHEN_ASKED = ['@aws-lambda-powertools/logger', 'htmlparser2', 'ipaddr.js', 'qs'];

/** What is in a function's bundle: its size, the files that are left of it, and its text. */
function bundleOf(name: string): { bytes: number; files: string[]; text: string } {
  const { files, bytes, outputs } = bundle(`functions/${name}.ts`);
  return {
    bytes,
    files: Object.values(outputs).flatMap(inputsOf),
    text: files.map(({ contents }) => Buffer.from(contents).toString()).join('\n'),
  };
}

/** The files that a function loads when it starts. */
function startedWith(name: string): string[] {
  const { outputs } = bundle(`functions/${name}.ts`);
  const started = reachedFrom('index.mjs', outputs, ['import-statement']);
  return [...started].flatMap((file) => inputsOf(outputs[file]));
}

const inputsOf = (output?: Bundle['outputs'][string]): string[] =>
  Object.entries(output?.inputs ?? {}).flatMap(([file, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [file] : [],
  );

/** How a dialect words errors and rates: the default function answers in all of them. */
const IN_EVERY_DIALECT = ['dialect', 'errors', 'rate-headers'];

/** Folders of `lib/dialects` with code in a bundle. */
const dialectsIn = (name: string): string[] => [
  ...new Set(
    bundleOf(name).files.flatMap((file) => {
      const [, dialect, part = ''] = /lib\/dialects\/(\w+)\/(.*)\.ts/.exec(file) ?? [];
      const isShared = name === DEFAULT_FUNCTION && IN_EVERY_DIALECT.includes(part);
      return dialect && !isShared ? [dialect] : [];
    }),
  ),
];

const DIALECTS: Record<string, string> = {
  '/v1/': 'followupboss',
  '/email/': 'hubspot',
  '/crm/': 'hubspot',
  '/api/v2/': 'outreach',
  '/oauth/': 'outreach',
  '/openapi/followupboss': 'followupboss',
  '/openapi/hubspot': 'hubspot',
};

describe.each(functionNames)('the bundle of %s', (name) => {
  it('is under 500 KB', () => {
    expect(bundleOf(name).bytes).toBeLessThan(BYTES_MAX);
  });

  it('holds no code of a dialect that the function has no route of', () => {
    const own = new Set(
      routes
        .filter((route) => route.function === name || (name === DEFAULT_FUNCTION && route.slash))
        .flatMap(({ path }) =>
          Object.entries(DIALECTS).flatMap(([prefix, dialect]) => (path.startsWith(prefix) ? [dialect] : [])),
        ),
    );
    expect(dialectsIn(name).filter((dialect) => !own.has(dialect))).toEqual([]);
  });

  it('holds what bodies and their repeats need only where a route has a body, and nothing of SQS without the queue', () => {
    const takes = routes.some((route) => route.function === name && ['POST', 'PUT'].includes(route.method));
    const { files } = bundleOf(name);
    const holds = (part: RegExp) => files.some((file) => part.test(file));
    expect(holds(/lib\/http\/(read-body|parse-form|idempotency)\.ts/)).toBe(takes);
    expect(holds(/node_modules\/(qs|object-inspect)\//)).toBe(takes);
    expect(holds(/@aws-sdk\/client-sqs\//)).toBe(functionNeeds[name]?.queue !== undefined);
  });

  it('holds no library that it does not use', () => {
    const held = bundleOf(name).files.join('\n');
    for (const [library, users] of Object.entries(USERS)) {
      expect([library, held.includes(`node_modules/${library}/`)]).toEqual([library, users.includes(name)]);
    }
  });

  it('starts without what most of its invocations never ask for', () => {
    const started = startedWith(name).join('\n');
    expect(started).toContain(`functions/${name}.ts`);
    for (const library of WHEN_ASKED) expect(started).not.toContain(`node_modules/${library}/`);
  });

  it('makes the calls that the function is granted, and no others', () => {
    const calls = callsIn(bundleOf(name).text).filter((call) => !NEVER_MADE[name]?.includes(call));
    expect(functionNeeds[name]?.table.toSorted()).toEqual(calls);
  });
});

/** The calls to the table in the text of a bundle, which leaves out what is never called, as IAM names them. */
function callsIn(text: string): string[] {
  const called = [...text.matchAll(/\.call\("([A-Z]\w+)"/g)].map(([, call]) => call as string);
  const inTransactions = ['Put', 'Update', 'Delete', 'ConditionCheck'].filter((action) =>
    new RegExp(`[{,]${action}:\\{TableName`).test(text),
  );
  const calls = called.flatMap((call) => {
    if (call === 'TransactWriteItems') return inTransactions.map((action) => `${action}Item`);
    return call === 'BatchExecuteStatement' ? ['PartiQLInsert', 'PartiQLUpdate'] : [call];
  });
  return [...new Set(calls)].sort();
}
