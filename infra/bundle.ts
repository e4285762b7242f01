import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync, type Metafile } from 'esbuild';

const ROOT = new URL('..', import.meta.url).pathname;
const FUNCTIONS = join(ROOT, 'functions');

/** Where credentials may also come from; in Lambda they come from the environment. A quarter of a bundle. */
const NEVER_ASKED = [
  ...['http', 'ini', 'process', 'sso', 'web-identity'].map((name) => `@aws-sdk/credential-provider-${name}`),
  '@smithy/credential-provider-imds',
];

/** The functions there are: one a file. */
export const functionNames: readonly string[] = readdirSync(FUNCTIONS)
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();

/**
 * A function's code: minified ESM with the SDK inside, so that only tested code ever runs. Made on this machine when
 * the stack is synthesized.
 */
export const codeOf = (name: string): Code =>
  Code.fromAsset(FUNCTIONS, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: what is made here always succeeds or throws.
      image: DockerImage.fromRegistry('none'),
      // Unused too, but the CDK knows assets by what can be written down of them, and takes them for one else.
      command: [name],
      local: {
        tryBundle(outputFolder) {
          writeBundle(bundle(`functions/${name}.ts`), outputFolder);
          return true;
        },
      },
    },
  });

/** A program as files in one folder: `index.mjs`, and beside it what that loads only when it is asked for. */
export interface Bundle {
  files: { name: string; contents: Uint8Array }[];
  bytes: number;
  /** By its name, what is in a file and what it loads. */
  outputs: Record<string, Metafile['outputs'][string]>;
}

const made = new Map<string, Bundle>();

/** @param entryPoint a file from the root of the project on. Once a process */
export function bundle(entryPoint: string): Bundle {
  const known = made.get(entryPoint) ?? build(entryPoint);
  made.set(entryPoint, known);
  return known;
}

export function writeBundle({ files }: Bundle, folder: string): void {
  for (const { name, contents } of files) writeFileSync(join(folder, name), contents);
}

function build(entryPoint: string): Bundle {
  const { outputFiles, metafile } = buildOne(entryPoint);
  const outputs = Object.fromEntries(
    Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]),
  );
  // What only code loads that was left out is made all the same.
  const reached = reachedFrom('index.mjs', outputs);
  const files = outputFiles
    .map(({ path, contents }) => ({ name: basename(path), contents }))
    .filter(({ name }) => reached.has(name));
  return {
    files,
    bytes: files.reduce((sum, { contents }) => sum + contents.byteLength, 0),
    outputs: Object.fromEntries(Object.entries(outputs).filter(([name]) => reached.has(name))),
  };
}

/** @param kinds of imports to follow; all, if there are none given */
export function reachedFrom(
  start: string,
  outputs: Bundle['outputs'],
  kinds?: readonly string[],
): Set<string> {
  const reached = new Set([start]);
  // A set goes on with what is added to it on the way.
  for (const name of reached) {
    for (const { path, kind } of outputs[name]?.imports ?? []) {
      if (basename(path) in outputs && (kinds?.includes(kind) ?? true)) reached.add(basename(path));
    }
  }
  return reached;
}

/** One by one: built together, programs would share their parts, in dozens of files each. */
const buildOne = (entryPoint: string) =>
  buildSync({
    entryPoints: { index: entryPoint },
    absWorkingDir: ROOT,
    outdir: '/bundle',
    outExtension: { '.js': '.mjs' },
    write: false,
    metafile: true,
    bundle: true,
    // A start takes as long as there is code to compile: what is behind an `import()` waits in a file of its own.
    splitting: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // esbuild's default takes the CommonJS of the SDK, of which nothing can be left out: 650 KB, not 450.
    mainFields: ['module', 'main'],
    external: NEVER_ASKED,
    // Parts in CommonJS call `require`, which an ES module doesn't have.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    legalComments: 'none',
    logLevel: 'warning',
  });
