import * as z from 'zod';
import { type PersonChange, splitName } from '../../domain/person.ts';
import { invalidField, parseAs } from '../../http/issues.ts';
import { contactPoint, emailValue, phoneValue } from './contact-point.ts';
import { fromText, yesOrNo } from './texts.ts';

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

const name = z.string().trim().max(NAME_CHARACTERS_MAX);
const url = z.string().trim().max(URL_CHARACTERS_MAX);
const id = fromText(z.int().positive());

/** `null` empties a field. */
const text = (schema: z.ZodType<string>) =>
  schema
    .nullable()
    .transform((value) => value ?? '')
    .optional();
const flag = yesOrNo
  .nullable()
  .transform((value) => value ?? false)
  .optional();
const listOf = <S extends z.ZodType>(entry: S, most: number) =>
  z
    .array(entry)
    .max(most)
    .nullable()
    .transform((values) => values ?? [])
    .optional();
/** An empty name of a stage or source says nothing. */
const label = name
  .nullable()
  .transform((value) => value || undefined)
  .optional();

const line = name.nullish().transform((value) => value ?? '');
const address = z
  .object({ type: line, street: line, city: line, state: line, code: line, country: line })
  .transform((sent) => ({ ...sent, type: sent.type || 'home' }));

const collaborator = z.union([
  id.transform((id) => ({ id, name: null, role: null })),
  z.object({
    id,
    name: name.nullish().transform((value) => value ?? null),
    role: name.nullish().transform((value) => value ?? null),
  }),
]);

const customText = z.string().max(CUSTOM_CHARACTERS_MAX);
export const customValue = z.union([
  customText,
  z.number(),
  z.boolean(),
  z.null(),
  z.array(customText).max(100),
]);

/** A person as it is sent. Custom fields that stand beside these are checked by `customValue`. */
export const fields = z.object({
  name: text(
    z
      .string()
      .trim()
      .max(2 * NAME_CHARACTERS_MAX),
  ),
  firstName: text(name),
  lastName: text(name),
  stage: label,
  source: label,
  sourceUrl: url.nullish(),
  contacted: flag,
  price: fromText(z.number().min(0).max(1e15)).nullish(),
  prequalified: flag,
  timeframeId: fromText(z.int().min(1).max(5)).nullish(),
  assignedTo: name.nullish(),
  assignedUserId: id.nullish(),
  assignedPondId: id.nullish(),
  assignedLenderName: name.nullish(),
  assignedLenderId: id.nullish(),
  collaborators: listOf(collaborator, COLLABORATORS_MAX),
  tags: listOf(z.string().trim().min(1).max(TAG_CHARACTERS_MAX), TAGS_MAX),
  emails: listOf(contactPoint(emailValue, 'home'), EMAILS_MAX),
  phones: listOf(contactPoint(phoneValue, 'mobile'), PHONES_MAX),
  addresses: listOf(address, ADDRESSES_MAX),
  background: text(z.string().max(BACKGROUND_CHARACTERS_MAX)),
  picture: z
    .object({ small: url.nullish() })
    .nullable()
    .transform((picture) => picture?.small || null)
    .optional(),
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

/** `custom` and the field's label in camel case, such as `customCloseDate`. */
export const isCustomName = (key: string): boolean => customNames.test(key);

export const customNames = /^custom(?!Fields$)[A-Z\d_]\w{0,63}$/;

const onlySent = <T extends object>(sent: T) =>
  Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
