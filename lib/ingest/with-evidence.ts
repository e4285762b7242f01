import { typesOf } from '../domain/event-types.ts';
import type { EventDraft } from './event-draft.ts';
import { evidenceOf } from './evidence.ts';
import type { KnownCampaign } from './known-campaigns.ts';
import type { KnownMachines } from './known-settings.ts';

/**
 * Events with what they and their surroundings tell about who did it. It is decided here, once, and stored with
 * the events, so that no verdict changes with a library or a setting.
 */
export const withEvidence = (
  drafts: readonly EventDraft[],
  campaigns: ReadonlyMap<number, KnownCampaign>,
  machines: KnownMachines,
): EventDraft[] =>
  drafts.map((draft) => {
    const { word, url, campaign, circumstances } = draft;
    const [type = ''] = typesOf(word);
    const { links } = campaigns.get(campaign) ?? {};
    const evidence = evidenceOf(
      { type, ...(url !== undefined && { url }), ...circumstances },
      { ...machines, ...(links !== undefined && { links }) },
    );
    return evidence ? { ...draft, evidence } : draft;
  });
