import * as z from 'zod/mini';
import { type PersonChange, splitName } from '../../domain/person.ts';
import { invalidField, parseAs } from '../../http/issues.ts';
import { contactPoint, emailValue, phoneValue } from './contact-point.ts';
import { isCustomName } from './custom-names.ts';
import { fromText, trimmed, yesOrNo } from './texts.ts';

// Follow Up Boss documents no lengths. The lists are bounded so that a person and everything that leads to it
// fit into one transaction; the texts so that every real one fits. The store bounds the whole record.
const EMAILS_MAX = 25;
const PHONES_MAX = 25;
const ADDRESSES_MAX = 25;
const TAGS_MAX = 100;
const COLLABORATORS_MAX = 100;
const CUSTOM_FIELDS_MAX = 200;
const NAME_CHARACTERS_MAX = 200;
const TAG_CHARACTERS_MAX = 100;
const URL_CHARACTERS_MAX = 2_000;
const CUSTOM_CHARACTERS_MAX = 5_000;
const BACKGROUND_CHARACTERS_MAX = 50_000;

const name = trimmed(NAME_CHARACTERS_MAX);
const url = trimmed(URL_CHARACTERS_MAX);
const id = fromText(z.int().check(z.positive()));

const orElse = <S extends z.ZodMiniType, Empty>(schema: S, empty: Empty) =>
  z.pipe(
    schema,
    z.transform((value) => value ?? empty),
  );
/** `null` empties a field. */
const emptied = <S extends z.ZodMiniType, Empty>(schema: S, empty: Empty) =>
  z.optional(orElse(z.nullable(schema), empty));
const text = (schema: z.ZodMiniType<string>) => emptied(schema, '');
const nameText = text(name);
const flag = emptied(yesOrNo, false);
const listOf = <S extends z.ZodMiniType>(entry: S, most: number) =>
  emptied(z.array(entry).check(z.maxLength(most)), []);
/** An empty name of a stage or source says nothing. */
const label = z.optional(
  z.pipe(
    z.nullable(name),
    z.transform((value) => value || undefined),
  ),
);

const nameOrNot = z.nullish(name);
const urlOrNot = z.nullish(url);
const idOrNot = z.nullish(id);

const line = orElse(nameOrNot, '');
const address = z.pipe(
  z.object({ type: line, street: line, city: line, state: line, code: line, country: line }),
  z.transform((sent) => ({ ...sent, type: sent.type || 'home' })),
);

const nameOrNull = orElse(nameOrNot, null);
const collaborator = z.union([
  z.pipe(
    id,
    z.transform((id) => ({ id, name: null, role: null })),
  ),
  z.object({ id, name: nameOrNull, role: nameOrNull }),
]);

const customText = z.string().check(z.maxLength(CUSTOM_CHARACTERS_MAX));
export const customValue = z.union([
  customText,
  z.number(),
  z.boolean(),
  z.null(),
  z.array(customText).check(z.maxLength(100)),
]);

/** A person as it is sent. Custom fields that stand beside these are checked by `customValue`. */
export const fields = z.object({
  name: text(trimmed(2 * NAME_CHARACTERS_MAX)),
  firstName: nameText,
  lastName: nameText,
  stage: label,
  source: label,
  sourceUrl: urlOrNot,
  contacted: flag,
  price: z.nullish(fromText(z.number().check(z.gte(0), z.lte(1e15)))),
  prequalified: flag,
  timeframeId: z.nullish(fromText(z.int().check(z.gte(1), z.lte(5)))),
  assignedTo: nameOrNot,
  assignedUserId: idOrNot,
  assignedPondId: idOrNot,
  assignedLenderName: nameOrNot,
  assignedLenderId: idOrNot,
  collaborators: listOf(collaborator, COLLABORATORS_MAX),
  tags: listOf(trimmed(TAG_CHARACTERS_MAX).check(z.minLength(1)), TAGS_MAX),
  emails: listOf(contactPoint(emailValue, 'home'), EMAILS_MAX),
  phones: listOf(contactPoint(phoneValue, 'mobile'), PHONES_MAX),
  addresses: listOf(address, ADDRESSES_MAX),
  background: text(z.string().check(z.maxLength(BACKGROUND_CHARACTERS_MAX))),
  picture: z.optional(
    z.pipe(
      z.nullable(z.object({ small: urlOrNot })),
      z.transform((picture) => picture?.small || null),
    ),
  ),
  customFields: listOf(z.object({ id, value: customValue }), CUSTOM_FIELDS_MAX),
});

/**
 * The body of `POST /v1/people` and of `PUT /v1/people/{id}`: what was sent, and nothing that wasn't. Unknown
 * fields are ignored.
 */
export function parsePerson(body: unknown): PersonChange {
  const { name, ...sent } = parseAs(fields, body);
  const custom = parseCustom(body as object);
  const split = name === undefined ? {} : splitName(name);
  return { ...split, ...onlySent(sent), ...(custom && { custom }) };
}

/**
 * Posts to a known person only ever add: what came together must still fit.
 * @throws ApiError `invalid` naming the list that is too long
 */
export function refuseTooLong({ emails, phones, addresses, tags }: PersonChange): void {
  const lists = { emails, phones, addresses, tags };
  const most = { emails: EMAILS_MAX, phones: PHONES_MAX, addresses: ADDRESSES_MAX, tags: TAGS_MAX };
  for (const field of Object.keys(most) as (keyof typeof most)[]) {
    if ((lists[field]?.length ?? 0) > most[field]) {
      throw invalidField(field, `more than ${most[field]} entries together with those the person has`);
    }
  }
}

/** The keys `customXxx`, which Follow Up Boss has beside the others. */
function parseCustom(body: object): PersonChange['custom'] {
  const entries = Object.entries(body).filter(([key]) => isCustomName(key));
  if (entries.length === 0) return undefined;
  if (entries.length > CUSTOM_FIELDS_MAX) {
    throw invalidField('custom', `more than ${CUSTOM_FIELDS_MAX} custom fields`);
  }
  return parseAs(z.record(z.string(), customValue), Object.fromEntries(entries));
}

const onlySent = <T extends object>(sent: T) =>
  Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
