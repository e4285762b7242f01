import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildResult, buildSync } from 'esbuild';

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
 * A function as one file: minified ESM with the SDK inside, so that only tested code ever runs. Made on this
 * machine when the stack is synthesized.
 */
export const bundleOf = (name: string): Code =>
  Code.fromAsset(FUNCTIONS, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: what is made here always succeeds or throws.
      image: DockerImage.fromRegistry('none'),
      // Unused too, but the CDK knows assets by what can be written down of them, and takes them for one else.
      command: [name],
      local: {
        tryBundle(outputFolder) {
          const file = bundles().outputFiles.find(({ path }) => path.endsWith(`/${name}.mjs`));
          if (!file) throw new Error(`There is no functions/${name}.ts.`);
          writeFileSync(join(outputFolder, 'index.mjs'), file.contents);
          return true;
        },
      },
    },
  });

export type Bundles = BuildResult<{ write: false; metafile: true }>;

let made: Bundles | undefined;

/** All bundles and what is in them. Together, and once a process: they share most of what is parsed. */
export function bundles(): Bundles {
  made ??= buildBundles(functionNames.map((name) => join('functions', `${name}.ts`)));
  return made;
}

/** @param entryPoints files from the root of the project on, each of which becomes a bundle of its own */
export function buildBundles(entryPoints: readonly string[]): Bundles {
  return buildSync({
    entryPoints: [...entryPoints],
    absWorkingDir: ROOT,
    outdir: '/bundles',
    outExtension: { '.js': '.mjs' },
    write: false,
    metafile: true,
    bundle: true,
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
}
