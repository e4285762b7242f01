import * as z from 'zod/mini';
import type { Campaign, CampaignChange, CampaignDraft } from '../../domain/campaign.ts';
import { invalidField, parseAs } from '../../http/issues.ts';
import type { CampaignAnswer } from './answers/campaign.ts';

// Follow Up Boss, /emCampaigns. It documents no lengths; these leave room for every example and real name.
/** Both are part of a key, which takes 2,048 bytes; a character has at most 3 (4 bytes count as two). */
const ORIGIN_CHARACTERS_MAX = 250;
const NAME_CHARACTERS_MAX = 1_000;
/** A header line has at most 998 characters (RFC 5322, 2.1.1). */
const SUBJECT_CHARACTERS_MAX = 1_000;

/** Control characters and halves of surrogate pairs have no place in a key. */
const inKey = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(ORIGIN_CHARACTERS_MAX),
    z.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'holding control characters'),
  );

const origin = inKey;
/** Clients send both `"17"` and `17`. */
const originId = z.union([inKey, z.pipe(z.int(), z.transform(String))]);

const details = z.object({
  name: z.nullish(z.string().check(z.maxLength(NAME_CHARACTERS_MAX))),
  subject: z.nullish(z.string().check(z.maxLength(SUBJECT_CHARACTERS_MAX))),
  bodyHtml: z.nullish(z.string()),
  /** What a client of the live API calls it in a PUT. */
  body: z.nullish(z.string()),
});

/** A new campaign. */
export const draft = z.extend(details, { origin, originId });
/** A change of a campaign. */
export const change = z.extend(details, { origin: z.optional(origin), originId: z.optional(originId) });

/** The body of `POST /v1/emCampaigns`; unknown fields are ignored. */
export function parseCampaign(body: unknown): CampaignDraft {
  const { origin, originId, name = null, subject = null, ...bodies } = parseAs(draft, body);
  return { origin, originId, name, subject, bodyHtml: bodies.bodyHtml ?? bodies.body ?? null };
}

/**
 * The body of `PUT /v1/emCampaigns/{id}`: only what is sent changes, `null` empties.
 * @returns a function of the campaign as it is, since `origin` and `originId` may be sent but not changed
 */
export function parseCampaignChange(body: unknown): (campaign: CampaignKey) => CampaignChange {
  const { origin, originId, ...sent } = parseAs(change, body);
  const bodyHtml = sent.bodyHtml === undefined ? sent.body : sent.bodyHtml;
  return (campaign) => {
    if (origin !== undefined && origin !== campaign.origin) throw unchangeable('origin');
    if (originId !== undefined && originId !== campaign.originId) throw unchangeable('originId');
    return {
      ...(sent.name !== undefined && { name: sent.name }),
      ...(sent.subject !== undefined && { subject: sent.subject }),
      ...(bodyHtml !== undefined && { bodyHtml }),
    };
  };
}

type CampaignKey = Pick<Campaign, 'origin' | 'originId'>;

const unchangeable = (field: string) =>
  invalidField(field, 'not what the campaign has, and it can not change');

/** A filter of the list; what could not be anybody's `origin` finds nothing instead of failing. */
export const isOriginFilter = (value: string): boolean => inKey.safeParse(value).success;

/** Exactly these fields, like the live API. */
export const renderCampaign = ({
  id,
  origin,
  originId,
  name,
  subject,
  bodyHtml,
}: Campaign): CampaignAnswer => ({
  id,
  origin,
  originId,
  name,
  subject,
  bodyHtml,
});
