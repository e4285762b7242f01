import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Item } from '../../../lib/store/attributes.ts';

/** What one version of the system once wrote, and what it has to be read as for good. */
export interface World {
  /** Which version wrote it. */
  about: string;
  /** When it was written, ms: it is read as of then, so that nothing in it has expired. */
  now: number;
  /** The whole table, and what the store makes of each item. */
  items: { item: Item; read: unknown }[];
  /** Requests to the API on that table, with cursors that the same version gave out, and their answers. */
  answers: Asked[];
  /** Bodies of queue messages, and the chunks they are. */
  queued: { body: string; read: unknown }[];
}

export interface Asked {
  method: string;
  path: string;
  sent?: object;
  headers?: Record<string, string>;
  status: number;
  body: unknown;
}

const FOLDER = new URL('../../fixtures/items/', import.meta.url);

/** The golden worlds by their files' names, the oldest first. */
export const readWorlds = (): [name: string, world: World][] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => [name, parseWorld(readFileSync(new URL(name, FOLDER), 'utf8'))]);

/** Writes one more. @throws Error if there is one of this name: what was written once stays as it is */
export function addWorld(name: string, world: World): void {
  writeFileSync(new URL(name, FOLDER), renderWorld(world), { flag: 'wx' });
}

const parseWorld = (text: string): World =>
  JSON.parse(text, (_, value: unknown) =>
    isBinary(value) ? Buffer.from(value.base64, 'base64') : value,
  ) as World;

/** A line for each item and answer, so that a look at the file tells what there is. */
function renderWorld(world: World): string {
  const parts = Object.entries(world).map(([name, value]) =>
    Array.isArray(value)
      ? `${JSON.stringify(name)}: [\n${value.map((entry) => `  ${render(entry)}`).join(',\n')}\n]`
      : `${JSON.stringify(name)}: ${render(value)}`,
  );
  return `{\n${parts.join(',\n')}\n}\n`;
}

/** Buffers know how they want to be rendered before a replacer sees them. */
const render = (value: unknown): string =>
  JSON.stringify(value, function (this: Record<string, unknown>, name, rendered: unknown) {
    const original = this[name];
    return original instanceof Uint8Array ? { base64: Buffer.from(original).toString('base64') } : rendered;
  });

const isBinary = (value: unknown): value is { base64: string } =>
  typeof value === 'object' && value !== null && 'base64' in value && typeof value.base64 === 'string';
