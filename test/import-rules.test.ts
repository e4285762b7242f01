import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokenRules } from './import-rules/rules.ts';
import { readSource, type Source } from './import-rules/source.ts';

const ROOT = new URL('..', import.meta.url).pathname;
const FOLDERS = ['lib', 'functions', 'infra', 'test'];

const sourcesOf = (folder: string): Source[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .map((path) => readSource(path.split(sep).join('/'), readFileSync(join(ROOT, path), 'utf8')));

describe('the import rules', () => {
  it('hold', () => {
    const sources = FOLDERS.flatMap(sourcesOf);
    // Or they would hold of nothing.
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(300);
    expect(brokenRules(sources)).toEqual([]);
  });
});

/** What is said of made-up files, by their paths. */
const verdictOn = (files: Record<string, string>): string[] =>
  brokenRules(Object.entries(files).map(([path, code]) => readSource(path, code)));

describe('a broken rule is told with its file and line:', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'the domain imports the store',
      { 'lib/domain/a.ts': "\nimport { b } from '../store/b.ts';" },
      [
        'lib/domain/a.ts:2 imports lib/store/b.ts: the domain imports nothing but zod, itself and lib/limits.ts',
      ],
    ],
    [
      'the domain imports a type',
      { 'lib/domain/a.ts': "import type { B } from '../errors.ts';" },
      [
        'lib/domain/a.ts:1 imports lib/errors.ts: the domain imports nothing but zod, itself and lib/limits.ts',
      ],
    ],
    [
      'the domain imports a type where it uses it',
      { 'lib/domain/a.ts': "export type A = import('../errors.ts').B;" },
      [
        'lib/domain/a.ts:1 imports lib/errors.ts: the domain imports nothing but zod, itself and lib/limits.ts',
      ],
    ],
    [
      'the domain imports a part of Node',
      { 'lib/domain/a.ts': "import { randomUUID } from 'node:crypto';" },
      ['lib/domain/a.ts:1 imports node:crypto: the domain imports nothing but zod, itself and lib/limits.ts'],
    ],
    [
      'the limits import something',
      { 'lib/limits.ts': "import './log.ts';" },
      ['lib/limits.ts:1 imports lib/log.ts: the domain imports nothing but zod, itself and lib/limits.ts'],
    ],
    [
      'a dialect imports an AWS client',
      { 'lib/dialects/x/a.ts': "import { SQSClient } from '@aws-sdk/client-sqs';" },
      ['lib/dialects/x/a.ts:1 imports @aws-sdk/client-sqs: only lib/store and lib/queue know AWS clients'],
    ],
    [
      'a dialect imports a part of an AWS client by its path',
      { 'lib/dialects/x/a.ts': "import '../../../node_modules/@smithy/core/dist/a.js';" },
      ['lib/dialects/x/a.ts:1 imports @smithy/core/dist/a.js: only lib/store and lib/queue know AWS clients'],
    ],
    [
      'a function imports an AWS client when it needs it',
      { 'functions/a.ts': "export const a = () => import('@aws-sdk/client-dynamodb');" },
      ['functions/a.ts:1 imports @aws-sdk/client-dynamodb: only lib/store and lib/queue know AWS clients'],
    ],
    [
      'a library file gives an AWS type on',
      { 'lib/http/a.ts': "export type { AttributeValue } from '@aws-sdk/client-dynamodb';" },
      ['lib/http/a.ts:1 imports @aws-sdk/client-dynamodb: only lib/store and lib/queue know AWS clients'],
    ],
    [
      'a library file imports infra',
      { 'lib/a.ts': "export * from '../infra/b.ts';" },
      ['lib/a.ts:1 imports infra/b.ts: lib imports only lib and packages'],
    ],
    [
      'a library file imports a test’s',
      { 'lib/a.ts': "import { aChain } from '../test/factories.ts';" },
      ['lib/a.ts:1 imports test/factories.ts: lib imports only lib and packages'],
    ],
    [
      'a function imports a function',
      { 'functions/a.ts': "import { b } from './b.ts';" },
      ['functions/a.ts:1 imports functions/b.ts: functions import only lib and packages'],
    ],
    [
      'infra imports a test’s',
      { 'infra/local/a.ts': "import '../../test/seed.ts';" },
      ['infra/local/a.ts:1 imports test/seed.ts: infra imports only lib, functions, infra and packages'],
    ],
    [
      'zod is imported by name, anywhere',
      { 'test/a.ts': "import { z } from 'zod';\nimport * as good from 'zod';" },
      [
        "test/a.ts:1 imports zod: zod is imported as `import * as z from 'zod'`, since `{ z }` brings every locale along",
      ],
    ],
    [
      'files import each other',
      {
        'lib/a.ts': "import { b } from './b/b.ts';",
        'lib/b/b.ts': "import { c } from './c.ts';",
        'lib/b/c.ts': "import { type A } from '../a.ts';",
      },
      ['lib/a.ts imports itself by way of lib/b/b.ts, lib/b/c.ts: no cycles'],
    ],
  ])('%s', (_, files, sentences) => expect(verdictOn(files)).toEqual(sentences));

  it.each([
    ['Date.now()', 'Date.now'],
    ["Date['now']()", 'Date.now'],
    ['new Date()', 'new Date() without a time'],
    ['Date()', 'Date()'],
    ['Math.random()', 'Math.random'],
    ['crypto.randomUUID()', 'crypto'],
    ['process.env.TZ', 'process'],
    ["fetch('https://example.com')", 'fetch'],
    ['setTimeout(() => {}, 1)', 'setTimeout'],
    ['[setImmediate]', 'setImmediate'],
    ['performance.now()', 'performance'],
    ["globalThis['Date']", 'globalThis'],
    ['async () => 1', 'async'],
    ['{ async a() {} }', 'async'],
  ])('the domain uses %s', (expression, what) =>
    expect(verdictOn({ 'lib/domain/a.ts': `\n\nexport const a = ${expression};` })).toEqual([
      `lib/domain/a.ts:3 uses ${what}: the domain takes time, chance and all else as arguments`,
    ]),
  );
});

describe('nothing is said of', () => {
  it.each<[string, Record<string, string>]>([
    [
      'a domain of arguments',
      {
        'lib/domain/a.ts':
          "import * as z from 'zod';\nimport { B } from '../limits.ts';\nimport type { C } from './c.ts';\n" +
          'export const a = (now: number, { process: p }: C) => [new Date(now), p.fetch, Math.max(B, z.NEVER)];',
      },
    ],
    [
      'AWS clients in the store',
      { 'lib/store/a.ts': "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';" },
    ],
    ['AWS clients in infra', { 'infra/a.ts': "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';" }],
    [
      'a part of a package in infra',
      { 'infra/local/a.ts': "import { b } from '../../node_modules/c/b.js';" },
    ],
    ['types of AWS’s events', { 'functions/a.ts': "import type { SQSEvent } from 'aws-lambda';" }],
    ['clocks outside the domain', { 'lib/http/a.ts': 'export const a = async () => Date.now();' }],
    [
      'files that know each other’s types',
      {
        'lib/a.ts': "import type { B } from './b.ts';",
        'lib/b.ts': "import { a } from './a.ts';",
      },
    ],
    [
      'two ways to one file',
      {
        'lib/a.ts': "import './b.ts';\nimport './c.ts';",
        'lib/b.ts': "import './c.ts';",
        'lib/c.ts': '',
      },
    ],
    [
      'an import in a text',
      { 'lib/domain/a.ts': 'export const a = "import { b } from \'../store/b.ts\'"; // Date.now()' },
    ],
  ])('%s', (_, files) => expect(verdictOn(files)).toEqual([]));
});
