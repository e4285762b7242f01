import * as z from 'zod';
import type { JsonSchema } from './description.ts';

type Override = ((schema: z.core.$ZodType, json: JsonSchema) => void) | undefined;

/** The schemas of a document: those with names stand once, and wherever else they are used a reference does. */
export class Schemas {
  readonly #registry = z.registry<{ id: string }>();
  readonly #options: { io: 'input' | 'output'; override: Override };

  /** @param io `input` for what is sent to us, before it is parsed; `output` for what we answer */
  constructor(io: 'input' | 'output', override?: Override) {
    this.#options = { io, override };
  }

  name(schema: z.core.$ZodType, name: string): void {
    this.#registry.add(schema, { id: name });
  }

  nameOf(schema: z.core.$ZodType): string | undefined {
    return this.#registry.get(schema)?.id;
  }

  /** All with names, as JSON Schema. */
  toJson(): Record<string, JsonSchema> {
    const { schemas } = z.toJSONSchema(this.#registry, { ...settings(this.#options), uri: referenceTo });
    return Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, withoutIds(schema as JsonSchema)]),
    );
  }
}

export const referenceTo = (name: string): string => `#/components/schemas/${name}`;

/** A small schema, such as a parameter's, where it stands. */
export const inlineSchema = (schema: z.core.$ZodType): JsonSchema =>
  withoutIds(z.toJSONSchema(schema, settings({ io: 'output', override: undefined })) as JsonSchema);

const settings = ({ io, override }: { io: 'input' | 'output'; override: Override }) => ({
  io,
  target: 'draft-2020-12' as const,
  override: ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }) =>
    override?.(zodSchema, jsonSchema),
});

/** OpenAPI 3.1 has one dialect of JSON Schema for the whole document, and finds a schema by where it stands. */
const withoutIds = ({ $schema: _, $id: __, ...schema }: JsonSchema): JsonSchema => schema;

/** Calls a function for each object schema in a schema, the inner ones first. */
function forEachObject(schema: unknown, change: (schema: JsonSchema & { properties: object }) => void): void {
  if (typeof schema !== 'object' || schema === null) return;
  for (const inner of Object.values(schema)) forEachObject(inner, change);
  const { properties } = schema as JsonSchema;
  if (typeof properties === 'object' && properties !== null) change({ ...schema, properties });
}

/** Puts descriptions beside the properties of these names, in place, at any depth. */
export function describeFields(schema: JsonSchema, fields: Readonly<Record<string, string>>): void {
  forEachObject(schema, ({ properties }) => {
    for (const [name, property] of Object.entries(properties)) {
      if (Object.hasOwn(fields, name)) property.description ??= fields[name];
    }
  });
}

/** Lets each property that may be absent be `null` too, in place, at any depth. */
export function allowNulls(schema: JsonSchema): void {
  forEachObject(schema, ({ properties, required = [] }) => {
    for (const [name, { description, ...property }] of Object.entries(properties)) {
      if ((required as string[]).includes(name)) continue;
      const withNull = { anyOf: [property, { type: 'null' }], ...(description && { description }) };
      Object.assign(properties, { [name]: withNull });
    }
  });
}
