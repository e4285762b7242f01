import type { Import, Source } from './source.ts';

/**
 * Who may import whom (the layout, in the README): the domain is pure, dialects know no AWS, only the store and
 * the queue do, and nothing imports what is above it.
 *
 * @returns a sentence for each place where a rule is broken, with its file and line; none if all hold
 */
export function brokenRules(sources: readonly Source[]): string[] {
  return [
    ...sources.flatMap(({ path, imports }) =>
      imports.flatMap((imported) =>
        rules
          .filter(({ applies, allows }) => applies(path) && !allows(imported, path))
          .map(({ sentence }) => `${path}:${imported.line} imports ${imported.from}: ${sentence}`),
      ),
    ),
    ...sources
      .filter(({ path }) => isPure(path))
      .flatMap(({ path, surroundings }) =>
        surroundings.map(({ line, what }) => `${path}:${line} uses ${what}: ${PURE}`),
      ),
    ...cycles(sources.filter(({ path }) => isIn('lib')(path))).map(
      (files) => `${files[0]} imports itself by way of ${files.slice(1).join(', ')}: no cycles`,
    ),
  ];
}

interface Rule {
  applies: (path: string) => boolean;
  allows: (imported: Import, path: string) => boolean;
  sentence: string;
}

const isIn =
  (...folders: string[]) =>
  (path: string): boolean =>
    folders.some((folder) => path.startsWith(`${folder}/`));

const LIMITS = 'lib/limits.ts';
/** The domain, and what it is made of. */
const isPure = (path: string): boolean => isIn('lib/domain')(path) || path === LIMITS;
const PURE = 'the domain takes time, chance and all else as arguments';

const isAwsClient = ({ from, ours }: Import): boolean =>
  !ours && /^(@aws-sdk|@smithy|aws-sdk)(\/|$)/.test(from);

const rules: readonly Rule[] = [
  {
    applies: isPure,
    allows: ({ from, ours }) => (ours ? isPure(from) : from.split('/')[0] === 'zod'),
    sentence: 'the domain imports nothing but zod, itself and lib/limits.ts',
  },
  {
    applies: (path) => isIn('lib', 'functions')(path) && !isIn('lib/store', 'lib/queue')(path),
    allows: (imported) => !isAwsClient(imported),
    sentence: 'only lib/store and lib/queue know AWS clients',
  },
  {
    applies: isIn('lib'),
    allows: ({ from, ours }) => !ours || isIn('lib')(from),
    sentence: 'lib imports only lib and packages',
  },
  {
    applies: isIn('functions'),
    allows: ({ from, ours }) => !ours || isIn('lib')(from),
    sentence: 'functions import only lib and packages',
  },
  {
    applies: isIn('infra'),
    allows: ({ from, ours }) => !ours || isIn('lib', 'functions', 'infra')(from),
    sentence: 'infra imports only lib, functions, infra and packages',
  },
  {
    applies: () => true,
    allows: ({ from, ours, namespace }) => ours || from.split('/')[0] !== 'zod' || namespace,
    sentence: "zod is imported as `import * as z from 'zod'`, since `{ z }` brings every locale along",
  },
];

/** The cycles among files by what they load, each from its first file on. */
function cycles(sources: readonly Source[]): string[][] {
  const loads = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.filter(({ ours, typesOnly }) => ours && !typesOnly).map(({ from }) => from),
    ]),
  );
  const found: string[][] = [];
  const done = new Set<string>();
  const follow = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) found.push(way.slice(start));
    if (start >= 0 || done.has(path)) return;
    for (const next of loads.get(path) ?? []) follow(next, [...way, path]);
    done.add(path);
  };
  for (const path of loads.keys()) follow(path, []);
  return found;
}
