import type { History, ShownEvent } from '../../views/histories.ts';
import { renderEvent } from '../../views/render-event.ts';

/** A chain as `GET /v1/emEvents/chains` gives it: its events in order of time, each with what caused it. */
export function renderChain(account: number, { person, campaign, recipient, state, events }: History) {
  return {
    personId: person,
    campaignId: campaign,
    recipient,
    state,
    events: events.map(({ cause, ...shown }) => ({
      ...renderJudged(account, shown),
      ...(cause && { cause: renderCause(account, cause) }),
    })),
  };
}

/** What people and machines do says which of them did it, and why we think so. */
const renderJudged = (account: number, shown: ShownEvent) => ({
  ...renderEvent(account, shown),
  ...(shown.event.judgement && { machine: shown.event.judgement }),
});

/** The causing event itself, with its campaign: it often belongs to another. */
export function renderCause(account: number, cause: ShownEvent) {
  const { campaignHead } = cause;
  return {
    ...renderJudged(account, cause),
    campaign: campaignHead
      ? {
          id: campaignHead.id,
          origin: campaignHead.origin,
          originId: campaignHead.originId,
          name: campaignHead.name,
          subject: campaignHead.subject,
        }
      : null,
  };
}

/** Dropped messages as `GET /v1/emCampaigns/{id}/drops` lists them: one for each, its earliest drop. */
export function renderDrop(account: number, { person, campaign, events }: History) {
  const dropped = events.find(({ event }) => event.type === 'DROPPED');
  if (!dropped) return undefined;
  const { event, cause } = dropped;
  return {
    personId: person,
    campaignId: campaign,
    recipient: event.recipient,
    id: event.id,
    created: event.created,
    reason: event.properties.dropReason ?? null,
    causedBy: event.causedBy ?? null,
    cause: cause ? renderCause(account, cause) : null,
  };
}
