import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonSchema } from '../../lib/openapi/description.ts';
import { type DocumentName, documents } from '../openapi-documents.ts';

let ajv: Ajv2020 | undefined;
/** By the schema, and by its text: most are of headers, the same for every answer. */
const compiled = new Map<JsonSchema | string, ValidateFunction>();

/** @returns what of a value is not as a schema out of a dialect's document says; nothing if all is */
export function conforms(dialect: DocumentName, schema: JsonSchema, value: unknown): string | undefined {
  const validate = compiled.get(schema) ?? compile(dialect, schema);
  if (validate(value)) return undefined;
  return (validate.errors ?? []).map(inWords).join('; ');
}

/** Once a worker: the schemas of both documents are compiled as they are needed. */
function compile(dialect: DocumentName, schema: JsonSchema): ValidateFunction {
  ajv ??= open();
  // A reference leads to the document it stands in.
  const json = JSON.stringify(schema).replaceAll('"#/components', `"${dialect}#/components`);
  const validate = compiled.get(json) ?? ajv.compile(JSON.parse(json));
  compiled.set(json, validate).set(schema, validate);
  return validate;
}

function open(): Ajv2020 {
  const opened = new Ajv2020({ strict: false, validateSchema: false });
  addFormats.default(opened);
  for (const [name, make] of Object.entries(documents)) {
    const { schemas } = make().components;
    opened.addSchema({ $id: name, components: { schemas } });
  }
  return opened;
}

const inWords = ({ instancePath, message, params }: ErrorObject): string =>
  `${instancePath || 'the whole'} ${message}${'additionalProperty' in params ? ` ('${params.additionalProperty}')` : ''}`;
