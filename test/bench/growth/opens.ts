import { aCampaign, addressOf, anAudience } from '../audience.ts';
import { processWaiting } from '../gather.ts';
import type { Installation } from '../installation.ts';
import { type Cost, costOf } from './cost.ts';

/** One message, opened again and again. */
export interface OpensShape {
  opens: number;
  /** In the middle they come so many a request … */
  perRequest: number;
  /** … of which the first and the last so many are measured. */
  requests: number;
  /** At the beginning and at the end so many come alone and are measured: some page moves fall into each. */
  alone: number;
}

/** Of each an event's write units on average, and read units, at the beginning and at the end. */
export interface OpensCost extends OpensShape {
  first: { alone: PerOpen; together: PerOpen };
  last: { alone: PerOpen; together: PerOpen };
}
export interface PerOpen {
  writeUnits: number;
  readUnits: number;
  milliseconds: number;
}

/** Of those that come alone the first so many are not measured: it is the tenth open that the last is held against. */
const BEFORE_THE_TENTH = 9;
const HOUR_MS = 60 * 60 * 1_000;

export async function measureOpens(installation: Installation, shape: OpensShape): Promise<OpensCost> {
  const { opens, perRequest, requests, alone } = shape;
  await anAudience(installation, new Set([0]));
  const campaignId = await aCampaign(installation);
  const together = (opens - 2 * (BEFORE_THE_TENTH + alone)) / perRequest;
  if (!Number.isInteger(together) || together < 2 * requests + 1)
    throw new RangeError('opens that don’t add up');

  const hours = 2 * (BEFORE_THE_TENTH + alone) + together;
  const begin = (Math.floor(Date.now() / HOUR_MS) - hours) * HOUR_MS;
  let hour = 0;
  /** So many requests of so many opens, each of an hour of its own: none needs two journal segments. */
  const post = async (times: number, size: number): Promise<void> => {
    for (let n = 0; n < times; n++, hour++) {
      const emEvents = Array.from({ length: size }, (_, open) => ({
        type: 'open',
        occurred: new Date(begin + hour * HOUR_MS + Math.floor((open * HOUR_MS) / size)).toISOString(),
        recipient: addressOf(0),
        campaignId,
      }));
      await installation.ask('POST', '/v1/emEvents', { json: { emEvents } }, 'ingest');
      await processWaiting(installation);
    }
  };
  const measured = async (times: number, size: number): Promise<PerOpen> =>
    perOpen(await costOfEvents(installation, () => post(times, size)), times * size);

  await post(BEFORE_THE_TENTH, 1);
  const firstAlone = await measured(alone, 1);
  // What comes in hundreds meets a chain that came one by one.
  await post(1, perRequest);
  const firstTogether = await measured(requests, perRequest);
  await post(together - 1 - 2 * requests, perRequest);
  const lastTogether = await measured(requests, perRequest);
  await post(BEFORE_THE_TENTH, 1);
  const lastAlone = await measured(alone, 1);
  return {
    ...shape,
    first: { alone: firstAlone, together: firstTogether },
    last: { alone: lastAlone, together: lastTogether },
  };
}

/** Numbers and tokens are left out: a warm function leases them in blocks, by the minute and not by the chain. */
async function costOfEvents(installation: Installation, run: () => Promise<void>): Promise<Cost> {
  const { ledger } = installation;
  const before = ledger.of('ingest: key, rate, numbers');
  const { writeUnits, readUnits, seconds } = await costOf(installation, run);
  const leased = ledger.of('ingest: key, rate, numbers');
  return {
    writeUnits: writeUnits - (leased.writeUnits - before.writeUnits),
    readUnits: readUnits - (leased.readUnits - before.readUnits),
    seconds,
  };
}

const perOpen = ({ writeUnits, readUnits, seconds }: Cost, opens: number): PerOpen => ({
  writeUnits: writeUnits / opens,
  readUnits: readUnits / opens,
  milliseconds: (seconds * 1_000) / opens,
});
