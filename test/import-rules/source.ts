import { posix } from 'node:path';
import { parseAst } from 'vitest/node';

/** One file as the import rules see it. */
export interface Source {
  /** From the root of the project, with slashes. */
  path: string;
  imports: Import[];
  /** What it takes from its surroundings rather than as an argument: time, chance, I/O. */
  surroundings: { line: number; what: string }[];
}

export interface Import {
  line: number;
  /** A path from the root for a file of ours, else the package as it is written. */
  from: string;
  ours: boolean;
  /** Whether only types are taken, so that nothing is loaded. */
  typesOnly: boolean;
  /** `import * as x from`. */
  namespace: boolean;
}

/** A node of the syntax tree (ESTree with TypeScript), of which only the kind and the place are sure. */
interface Node {
  type: string;
  start: number;
  [property: string]: unknown;
}

/** @throws if the code is no TypeScript */
export function readSource(path: string, code: string): Source {
  const source: Source = { path, imports: [], surroundings: [] };
  const lineOf = (node: Node): number => code.slice(0, node.start).split('\n').length;
  visit(parseAst(code, { lang: 'ts' }) as unknown as Node, (node) => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      source.imports.push({ line: lineOf(node), ...placeOf(path, specifier), ...kindOf(node) });
    }
    const what = surroundingOf(node);
    if (what !== undefined) source.surroundings.push({ line: lineOf(node), what });
  });
  return source;
}

function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  for (const [property, value] of Object.entries(node)) {
    if (isName(node, property)) continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, see);
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** The `b` of `a.b` and of `{ b: a }` is a name and no reference to anything. */
const isName = (node: Node, property: string): boolean =>
  node.computed === false && (property === 'property' || property === 'key');

/** What an import, an export from elsewhere, `import()` or `import('…').Type` names; computed names have none. */
function specifierOf({ type, source, argument }: Node): string | undefined {
  const literal = type === 'TSImportType' ? (source ?? argument) : source;
  if (!isNode(literal)) return undefined;
  if (typeof literal.value === 'string') return literal.value;
  return isNode(literal.literal) && typeof literal.literal.value === 'string'
    ? literal.literal.value
    : undefined;
}

function placeOf(path: string, specifier: string): Pick<Import, 'from' | 'ours'> {
  if (!specifier.startsWith('.')) return { from: specifier, ours: false };
  const from = posix.join(posix.dirname(path), specifier);
  // A file that a package doesn't export is imported by its path.
  const [, packaged] = from.split('node_modules/');
  return packaged === undefined ? { from, ours: true } : { from: packaged, ours: false };
}

function kindOf(node: Node): Pick<Import, 'typesOnly' | 'namespace'> {
  const { type, importKind, exportKind, specifiers } = node;
  const names = Array.isArray(specifiers) ? specifiers.filter(isNode) : [];
  return {
    // `import { type A }` loads its file all the same (verbatimModuleSyntax).
    typesOnly: type === 'TSImportType' || importKind === 'type' || exportKind === 'type',
    namespace:
      (type === 'ImportDeclaration' && names.every((name) => name.type === 'ImportNamespaceSpecifier')) ||
      type === 'ImportExpression',
  };
}

const SURROUNDINGS = new Set([
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'globalThis',
  'performance',
  'process',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'Temporal',
]);

function surroundingOf(node: Node): string | undefined {
  const { type } = node;
  if (type === 'AwaitExpression' || node.await === true) return 'await';
  if (node.async === true) return 'async';
  if (type === 'Identifier' && SURROUNDINGS.has(String(node.name))) return String(node.name);
  if (isMember(node, 'Date', 'now')) return 'Date.now';
  if (isMember(node, 'Math', 'random')) return 'Math.random';
  if (type === 'NewExpression' && isIdentifier(node.callee, 'Date') && isEmpty(node.arguments)) {
    return 'new Date() without a time';
  }
  if (type === 'CallExpression' && isIdentifier(node.callee, 'Date')) return 'Date()';
  return undefined;
}

const isIdentifier = (value: unknown, name: string): boolean =>
  isNode(value) && value.type === 'Identifier' && value.name === name;

const isMember = (node: Node, object: string, property: string): boolean =>
  node.type === 'MemberExpression' &&
  isIdentifier(node.object, object) &&
  (node.computed
    ? isNode(node.property) && node.property.value === property
    : isIdentifier(node.property, property));

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
