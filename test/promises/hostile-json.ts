import * as fc from 'fast-check';
import { anyCharacter } from '../any-character.ts';

/** Names that lead to prototypes, that every object has, or that lists and dialects have. */
const names = fc.oneof(
  fc.constantFrom(
    ...[
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      'length',
      'then',
      'toJSON',
      '0',
      '',
    ],
    ...['id', 'type', 'value', 'emEvents', 'events', 'recipient', 'customX', 'a[b]', 'A#1', 'PK'],
  ),
  fc.string({ unit: anyCharacter, maxLength: 8 }),
);

/** The way to a field of a form, `emEvents[0][__proto__]`, step by step. */
export const formNames: fc.Arbitrary<string> = fc
  .array(fc.oneof(names, fc.constantFrom('__proto__', 'constructor', 'prototype')), {
    minLength: 1,
    maxLength: 5,
  })
  .map(([first = '', ...steps]) => first + steps.map((step) => `[${step}]`).join(''));

/** Texts that encodings, keys, times and numbers trip over. */
export const texts = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      '\u0000',
      '\ud800',
      '\udc00x',
      '\uffff',
      '%',
      '%25',
      '%00',
      '..',
      '/',
      '#',
      '~',
      "'",
      '"',
      '\\',
      '\r\nX: y',
    ],
    ...['null', 'true', 'NaN', '-1', '1e999', '0x10', '9007199254740993', '999999999999999', '1'],
    ...['2026-02-30T25:61:61Z', '+275760-09-13T00:00:00Z', '2026-01-01', '0000-01-01', '-1', '1970-01-01'],
    ...[
      'ann@example.com',
      'a@b.c',
      '@',
      `${'x'.repeat(64)}@example.com`,
      'ann@example.com\u0000',
      '🎉@🎉.example',
    ],
    ...['constructor', '__proto__', 'toString', '[object Object]', '<a href=x>', 'A#1#P#1'],
  ),
  fc.string({ unit: anyCharacter, maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 10 }),
  fc.constantFrom(300, 2_049, 60_000).map((length) => 'x'.repeat(length)),
  // What is an address but for one thing.
  fc
    .oneof(
      fc.string({ unit: anyCharacter, maxLength: 5 }),
      fc.constantFrom('x'.repeat(3_000), '\ud800', '#', '\u0000', ' '),
    )
    .map((text) => `a${text}b@example.com`),
);

const numbers = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    -1,
    0.1,
    1e21,
    1e300,
    Number.MAX_SAFE_INTEGER,
    2 ** 53,
    2 ** 63,
    1_000_000_000,
    -1e15,
  ),
  fc.constantFrom(Date.UTC(2026, 0, 1), 8.64e15, 8.64e15 + 1, 999_999_999_999_999),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
);

const leaves = fc.oneof(texts, numbers, fc.boolean(), fc.constant(null));

/** An object whose keys are its own, whatever they are called. */
const objectOf = (entries: readonly (readonly [string, unknown])[]): object => {
  const object = {};
  for (const [name, value] of entries) setOwn(object, name, value);
  return object;
};

/** JSON of every kind. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: leaves },
  {
    weight: 2,
    arbitrary: fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaves,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.array(fc.tuple(names, tie('value')), { maxLength: 4 }).map(objectOf),
      ),
    })).value,
  },
  { weight: 1, arbitrary: fc.integer({ min: 30, max: 2_000 }).map(nested) },
);

function nested(levels: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { a: value };
  return value;
}

/** A change somewhere in a body. `at` chooses the place. */
export interface Mutation {
  kind: 'replace' | 'remove' | 'add' | 'repeat' | 'wrap' | 'as-text';
  at: number;
  name: string;
  value: unknown;
}

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('replace', 'replace', 'remove', 'add', 'repeat', 'wrap', 'as-text'),
    at: fc.nat(1_000),
    name: names,
    value: anyJson,
  }),
  { minLength: 1, maxLength: 3 },
);

/** A body with changes. Copies are changed: a later change may be one of a value that an earlier one put there. */
export const mutated = (body: unknown, changes: readonly Mutation[]): unknown =>
  structuredClone(changes).reduce((changed, mutation) => change(changed, mutation), structuredClone(body));

function change(body: unknown, { kind, at, name, value }: Mutation): unknown {
  const root = { body };
  const places = placesIn(root);
  const place = places[at % places.length];
  if (!place) return value;
  const { holder, key } = place;
  const inner = holder[key];
  switch (kind) {
    case 'replace':
      setOwn(holder, key, value);
      break;
    case 'remove':
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else if (holder !== root) delete holder[key];
      break;
    case 'add':
      if (Array.isArray(inner)) inner.push(value);
      else if (typeof inner === 'object' && inner !== null) setOwn(inner, name, value);
      else setOwn(holder, key, objectOf([[name, value]]));
      break;
    case 'repeat':
      setOwn(holder, key, Array.isArray(inner) ? [...inner, ...inner, ...inner] : [inner, inner]);
      break;
    case 'wrap':
      setOwn(holder, key, [inner]);
      break;
    case 'as-text':
      setOwn(holder, key, typeof inner === 'object' ? JSON.stringify(inner) : String(inner));
      break;
    default:
      kind satisfies never;
  }
  return root.body;
}

type Holder = Record<string, unknown>;

/** Every place that has a value, level by level: bodies may be nested deeper than the stack. */
function placesIn(root: object): { holder: Holder; key: string }[] {
  const places: { holder: Holder; key: string }[] = [];
  let level: object[] = [root];
  while (level.length > 0) {
    const found = level.flatMap((holder) =>
      Object.keys(holder).map((key) => ({ holder: holder as Holder, key })),
    );
    // Not `push(...found)`: there may be more than a call may have arguments.
    for (const place of found) places.push(place);
    level = found
      .map(({ holder, key }) => holder[key])
      .filter((value) => typeof value === 'object' && value !== null) as object[];
  }
  return places;
}

/** A plain assignment to `__proto__` would not make a key of it. */
const setOwn = (object: object, name: string, value: unknown): void => {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
};

/** A body as a form with bracket arrays, as Follow Up Boss takes them. */
export function asForm(body: unknown): string {
  const pairs: [string, string][] = [];
  const add = (name: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null) pairs.push([name, String(value)]);
    else for (const [key, inner] of Object.entries(value)) add(name === '' ? key : `${name}[${key}]`, inner);
  };
  add('', body);
  return String(new URLSearchParams(pairs));
}
