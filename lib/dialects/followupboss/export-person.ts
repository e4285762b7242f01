import * as z from 'zod/mini';
import type { CampaignHead } from '../../domain/campaign.ts';
import type { StoredEvent } from '../../domain/event.ts';
import type { ApiAnswer, ApiRequest } from '../../http/api.ts';
import { ANSWER_BYTES_MAX } from '../../limits.ts';
import { findCampaigns } from '../../store/campaigns.ts';
import type { PersonPart } from '../../store/person-parts.ts';
import type { AddressSuppression } from '../../store/suppressions.ts';
import type { Table } from '../../store/table.ts';
import { type HeldAddress, readPersonExport } from '../../views/person-export.ts';
import { nextLink } from './collection.ts';
import { notFound, pathId } from './ids.ts';
import { parsePage, renderCursor } from './paging.ts';
import { everyField, renderPerson } from './render-person.ts';

/** Room for parts that vary: a part has 400 KB deflated at most, and the last one is looked at before it is given. */
const PARTS_BYTES_MAX = ANSWER_BYTES_MAX - 1024 * 1024;

/** Where a page starts: behind a chain, a page of one, or a kept answer. Nothing else gets near a key. */
const exportCursor = z.object({
  after: z.string().check(z.regex(/^(M#[\d#a-z.]{1,99}|ANSWER#[\da-f]{64})$/)),
});

/**
 * `GET /v1/people/{id}/export`: all that an erasure of the person takes away, also of who was deleted. Most people
 * fit into one answer; what doesn't follows by `nextLink`, a chain being continued where it was cut.
 * Times are ISO 8601 with milliseconds.
 */
export async function exportPerson(table: Table, request: ApiRequest): Promise<ApiAnswer> {
  const { account } = request.caller;
  const { after } = parsePage(request, exportCursor);
  const found = await readPersonExport(table, account, pathId(request), {
    ...(after && { after: after.after }),
    bytesMax: PARTS_BYTES_MAX,
    bytesOf,
  });
  if (!found) throw notFound();
  const { person, deleted, addresses, suppressions, chains, answers } = found;
  const campaigns = await findCampaigns(
    table,
    account,
    chains.map(({ campaign }) => campaign),
  );
  const next = found.next === undefined ? null : renderCursor(request, { after: found.next });
  return {
    status: 200,
    body: {
      _metadata: { next, nextLink: next === null ? null : nextLink(request, { next }) },
      person: person ? renderPerson(person, everyField) : null,
      deleted: deleted === undefined ? null : renderExactly(deleted),
      addresses: addresses.map(renderAddress),
      suppressions: suppressions.map(renderSuppression),
      chains: chains.map(({ campaign, events }) => ({
        ...renderCampaign(campaign, campaigns.get(campaign)),
        events: events.map(renderStored),
      })),
      answers,
    },
  };
}

/** Of a part in its answer, which is JSON within JSON. */
function bytesOf(part: PersonPart): number {
  const rendered = part.kind === 'messages' ? part.events.map(renderStored) : part.answer;
  return Buffer.byteLength(JSON.stringify(JSON.stringify(rendered)));
}

const renderAddress = ({ address, since, until }: HeldAddress) => ({
  address,
  since: renderExactly(since),
  until: until === undefined ? null : renderExactly(until),
});

const renderSuppression = ({ address, kind, created, campaign, number, lists }: AddressSuppression) => ({
  address,
  kind,
  created: renderExactly(created),
  campaignId: campaign,
  emEventId: number,
  ...(lists && { lists }),
});

/** Changes of a person's status by hand belong to no campaign. */
const renderCampaign = (id: number, head: CampaignHead | undefined) => ({
  campaignId: id === 0 ? null : id,
  campaign: head
    ? { name: head.name, subject: head.subject, origin: head.origin, originId: head.originId }
    : null,
});

/** An event as it is kept: what was sent, and what ingest found out about who did it. */
const renderStored = ({
  number,
  word,
  created,
  dated,
  received,
  recipient,
  user,
  url,
  sourceId,
  properties,
  evidence,
}: StoredEvent) => ({
  emEventId: number,
  type: word,
  created: renderExactly(created),
  dated,
  received: renderExactly(received),
  recipient,
  userId: user,
  ...(url !== undefined && { url }),
  ...(sourceId !== undefined && { sourceId }),
  ...(properties && { properties }),
  ...(evidence && { evidence }),
});

const renderExactly = (milliseconds: number): string => new Date(milliseconds).toISOString();
