import { setTimeout as wait } from 'node:timers/promises';
import { inParallel } from '../../../lib/in-parallel.ts';
import type { Campaign, Receipt } from './answers.ts';
import { type Api, Failure } from './api.ts';
import { firstMailing, mailingTimes, people, reactions, type SentEvent, secondMailing } from './mailing.ts';
import { type Progress, showStep } from './show-step.ts';

/** Requests at the same time, as a client that is no bother would have it. */
const CONCURRENCY = 8;
const POLL_MS = 100;
const RECEIPT_MS = 60_000;

/** What a run of the demo has posted. */
export interface Posted {
  /** Ids of the people, by position in the list. */
  ids: number[];
  campaigns: [first: Campaign, second: Campaign];
  receipts: [title: string, receipt: Receipt][];
}

/** Plays the sender: people, two campaigns, and what became of them; one request of them twice. */
export async function play(api: Api): Promise<Posted> {
  const ids = await showStep(`${people.length} people`, people.length, (progress) =>
    makePeople(api, progress),
  );
  const campaigns = await showStep('2 campaigns', 2, () => makeCampaigns(api));
  return { ids, campaigns, receipts: await sendMail(api, campaigns) };
}

/** @returns their ids, by position in the list; whom a former run has made is found again */
async function makePeople(api: Api, progress: Progress): Promise<[number[], string]> {
  const ids: number[] = [];
  let made = 0;
  let done = 0;
  await inParallel([...people.entries()], CONCURRENCY, async ([position, person]) => {
    const { firstName, lastName, address } = person;
    const { status, body } = await api.post<{ id: number }>('/v1/people?deduplicate=true', {
      firstName,
      lastName,
      source: 'npm run demo',
      emails: [{ value: address }],
    });
    ids[position] = body.id;
    made += status === 201 ? 1 : 0;
    progress(++done);
  });
  return [ids, `${made} new`];
}

/** Origin and the id there have to be new: the time of this run makes them so. */
async function makeCampaigns(api: Api): Promise<[Posted['campaigns'], string]> {
  const run = new Date().toISOString();
  const make = async (name: string, subject: string) => {
    const campaign = { origin: 'npm run demo', originId: `${name}, ${run}`, name, subject };
    return (await api.post<Campaign>('/v1/emCampaigns', campaign)).body;
  };
  const first = await make('Autumn letter', 'Leaves are falling, and so are prices');
  const second = await make('Winter letter', 'Warm homes for cold days');
  return [[first, second], `${first.id} and ${second.id}`];
}

async function sendMail(api: Api, [first, second]: Posted['campaigns']): Promise<Posted['receipts']> {
  const times = mailingTimes(Date.now());
  const firstMail = { campaignId: first.id, start: times.first };
  const secondMail = { campaignId: second.id, start: times.second };
  const blast = secondMailing(secondMail);
  const requests: [string, SentEvent[]][] = [
    [`${first.name}, two weeks ago`, firstMailing(firstMail)],
    [`${second.name}, today`, blast],
    ['What people did with both', reactions(firstMail, secondMail)],
    [`${second.name} once more`, blast],
  ];
  const receipts: Posted['receipts'] = [];
  for (const [title, events] of requests) {
    const receipt = await showStep(title, events.length, (progress) => postEvents(api, events, progress));
    receipts.push([title, receipt]);
  }
  return receipts;
}

/** Posts events as one request, and waits until its receipt says what became of every one of them. */
async function postEvents(
  api: Api,
  emEvents: readonly SentEvent[],
  progress: Progress,
): Promise<[Receipt, string]> {
  const { body } = await api.post<{ receipt: string }>('/v1/emEvents', { emEvents });
  const end = Date.now() + RECEIPT_MS;
  for (;;) {
    const receipt = await api.get<Receipt>(`/v1/emEvents/receipts/${body.receipt}`);
    progress(receipt.stored + receipt.duplicate + receipt.skipped);
    if (receipt.done) return [receipt, `${receipt.received.toLocaleString('en-US')} events in one request`];
    if (Date.now() > end) {
      throw new Failure(`Receipt ${receipt.id} is not done after ${RECEIPT_MS / 1_000} s.`);
    }
    await wait(POLL_MS);
  }
}
