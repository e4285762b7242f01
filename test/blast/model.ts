import type { ListedWord } from '../../lib/domain/event-types.ts';
import type { Audience, PlannedRequest, SentEvent } from './plan.ts';

/** What somebody said of a message. */
export interface Fact {
  word: ListedWord;
  /** ms; `undefined`: when it came in. */
  time: number | undefined;
  url: string | undefined;
  recipient: string;
  /** The requests that say it. */
  requests: Set<number>;
}

export interface ModelMessage {
  person: number;
  campaign: number;
  facts: Fact[];
}

/** What a request comes to, as far as its order among the others doesn't matter. */
export interface ModelRequest {
  received: number;
  /** Positions of the events to nobody. */
  skipped: number[];
  /** How many facts only this request says, and how many it says at all: `stored` lies in between. */
  own: number;
  facts: number;
}

/** The truth about a blast: a set of facts for each message. */
export interface Model {
  messages: ModelMessage[];
  requests: ModelRequest[];
  facts: number;
}

/** Puts all that was sent into sets: what is said twice is there once. */
export function modelOf(requests: readonly PlannedRequest[], { people }: Audience): Model {
  const persons = new Set(people.map(({ id }) => id));
  const primary = new Map(people.map(({ id, addresses }) => [id, addresses[0] ?? '']));
  const owners = new Map(people.flatMap(({ id, addresses }) => addresses.map((address) => [address, id])));
  const messages = new Map<string, ModelMessage & { set: Map<string, Fact> }>();
  const skipped = requests.map((): number[] => []);

  function add(request: number, position: number, event: SentEvent): void {
    const address = event.recipient?.trim().toLowerCase();
    const person = event.personId ?? owners.get(address ?? '');
    if (person === undefined || !persons.has(person)) return void skipped[request]?.push(position);
    const time = event.occurred === undefined ? undefined : Date.parse(event.occurred);
    const name = time === undefined ? `${request}/${position}` : `${event.type} ${time} ${event.url}`;
    const message = messages.get(`${person}/${event.campaignId}`) ?? {
      person,
      campaign: event.campaignId,
      facts: [],
      set: new Map(),
    };
    const recipient = address ?? primary.get(person) ?? '';
    const fact = message.set.get(name) ?? {
      ...{ word: event.type, time, url: event.url, recipient, requests: new Set() },
    };
    fact.requests.add(request);
    message.set.set(name, fact);
    messages.set(`${person}/${event.campaignId}`, message);
  }

  requests.forEach(({ events }, request) => {
    events.forEach((event, position) => {
      add(request, position, event);
    });
  });
  const facts = [...messages.values()].flatMap(({ set }) => [...set.values()]);
  return {
    messages: [...messages.values()].map(({ set, ...message }) => ({ ...message, facts: [...set.values()] })),
    requests: requests.map(({ events }, request) => {
      const said = facts.filter((fact) => fact.requests.has(request));
      const own = said.filter((fact) => fact.requests.size === 1).length;
      return { received: events.length, skipped: skipped[request] ?? [], own, facts: said.length };
    }),
    facts: facts.length,
  };
}

/** The fold: how many facts of each word, and of how many messages. */
export function countOf(messages: readonly ModelMessage[], ...words: readonly ListedWord[]) {
  const counts = messages.map(({ facts }) => facts.filter(({ word }) => words.includes(word)).length);
  return {
    facts: counts.reduce((sum, count) => sum + count, 0),
    messages: counts.filter((count) => count > 0).length,
  };
}
