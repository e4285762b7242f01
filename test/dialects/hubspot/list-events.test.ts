import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listEvents } from '../../../lib/dialects/hubspot/list-events.ts';
import { addToGroups, type JournalGroup } from '../../../lib/domain/journal.ts';
import { newTag } from '../../../lib/protocol/tag.ts';
import { saveChains } from '../../../lib/store/chains.ts';
import { putCommit } from '../../../lib/store/commits.ts';
import { aStoredEvent, NOW } from '../../factories.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../../store/embedded-table.ts';
import { anApiRequest } from '../followupboss/an-api-request.ts';

let embedded: EmbeddedTable;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
});
afterAll(() => embedded.close());

const LIST = 'GET /email/public/v1/events';
const ACCOUNT = anApiRequest(LIST).caller.account;
const PEOPLE = 25;
const EVENTS_EACH = 24;
/** As much as a sender may say of one event, and nothing that packs well. */
const RESPONSE = randomBytes(7_500).toString('hex');
/** Lambda's limit of an answer, of which the body is a JSON text. */
const LAMBDA_BYTES_MAX = 6 * 1024 * 1024;

it('an answer has no more events than Lambda takes, and the next goes on behind them', async () => {
  const groups = new Map<string, JournalGroup>();
  const saves = Array.from({ length: PEOPLE }, (_, person) => {
    const chain = { person: person + 1, campaign: 1, events: [] };
    const events = Array.from({ length: EVENTS_EACH }, (__, event) =>
      aStoredEvent({
        number: 1 + person * EVENTS_EACH + event,
        word: 'DELIVERED',
        properties: { response: `${event} ${RESPONSE}` },
      }),
    );
    for (const event of events) addToGroups(groups, chain, event);
    return { chain, next: { ...chain, events, version: 'v' } };
  });
  await saveChains(embedded.table, ACCOUNT, saves);
  const commit = {
    tag: newTag(NOW, 0.5, 0),
    shard: 0,
    except: [],
    groups: [...groups.values()],
    figures: new Map(),
  };
  await putCommit(embedded.table, ACCOUNT, commit, NOW);

  const ids: string[] = [];
  let pages = 0;
  for (let query: Record<string, string> | undefined = { limit: '1000' }; query; pages++) {
    const { body } = await listEvents(embedded.table)(anApiRequest(LIST, { query }));
    expect(Buffer.byteLength(JSON.stringify({ body: JSON.stringify(body) }))).toBeLessThan(LAMBDA_BYTES_MAX);
    const { hasMore, offset, events } = body as {
      hasMore: boolean;
      offset: string;
      events: { id: string }[];
    };
    ids.push(...events.map(({ id }) => id));
    query = hasMore ? { limit: '1000', offset } : undefined;
  }
  expect(new Set(ids).size).toBe(PEOPLE * EVENTS_EACH);
  expect(ids).toHaveLength(PEOPLE * EVENTS_EACH);
  expect(pages).toBeGreaterThan(1);
});
