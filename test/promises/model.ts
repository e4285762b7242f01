import { machinesOf } from '../machine-model.ts';

// The whole system in the plainest way: a set of facts, and a fold over it. Nothing of it is taken from `lib`.

/** What a sender says of a message, once or as often as it likes. */
export interface Said {
  person: number;
  campaign: number;
  /** One of Follow Up Boss's words, or a type of HubSpot's; of a bounce with its kind. */
  word: string;
  /** ms; `undefined`: the sender doesn't say when, so that each time it is said is a fact of its own. */
  at: number | undefined;
  url?: string;
}

/** What happened, with the time that it has if nobody gave one: that of the request. */
export type Fact = Omit<Said, 'at'> & { at: number; dated: boolean };

/** Every word, the types that it says and the figures that it counts in. */
const WORDS: Record<string, { types: string[]; figures: string[] }> = {
  delivered: { types: ['SENT', 'DELIVERED'], figures: ['sent', 'delivered'] },
  open: { types: ['OPEN'], figures: ['opens'] },
  click: { types: ['CLICK'], figures: ['clicks'] },
  bounced: { types: ['BOUNCE'], figures: ['bounces'] },
  'soft-bounce': { types: ['BOUNCE'], figures: ['bounces', 'softBounces'] },
  'hard-bounce': { types: ['BOUNCE'], figures: ['bounces', 'hardBounces'] },
  unsubscribe: { types: ['STATUSCHANGE'], figures: ['unsubscribes'] },
  spamreport: { types: ['SPAMREPORT'], figures: ['spamReports'] },
  dropped: { types: ['DROPPED'], figures: ['drops'] },
  SENT: { types: ['SENT'], figures: ['sent'] },
  DELIVERED: { types: ['DELIVERED'], figures: ['delivered'] },
  OPEN: { types: ['OPEN'], figures: ['opens'] },
  CLICK: { types: ['CLICK'], figures: ['clicks'] },
  DROPPED: { types: ['DROPPED'], figures: ['drops'] },
  DEFERRED: { types: ['DEFERRED'], figures: [] },
  SPAMREPORT: { types: ['SPAMREPORT'], figures: ['spamReports'] },
  'BOUNCE:hard': { types: ['BOUNCE'], figures: ['bounces', 'hardBounces'] },
};
export const allWords = Object.keys(WORDS);
export const typesOf = (word: string): string[] => WORDS[word]?.types ?? [];

/** The set: what was said twice is in it once. */
export class Facts {
  readonly #facts = new Map<string, Fact>();

  /** @param now the time of the request, ms */
  add({ at, ...said }: Said, now: number): void {
    const { person, campaign, word, url } = said;
    const name = at === undefined ? `undated ${this.#facts.size}` : [person, campaign, word, at, url].join();
    this.#facts.set(name, { ...said, at: at ?? now, dated: at !== undefined });
  }

  of(wanted: Partial<Pick<Said, 'person' | 'campaign'>>): Fact[] {
    const { person, campaign } = wanted;
    return [...this.#facts.values()].filter(
      (fact) => fact.person === (person ?? fact.person) && fact.campaign === (campaign ?? fact.campaign),
    );
  }
}

/** Every event that these facts are, one line each, in no order. */
export const eventsOf = (facts: readonly Fact[]): string[] =>
  facts.flatMap(({ person, campaign, word, at, url }) =>
    typesOf(word).map((type) => nameOf(person, campaign, type, at, url)),
  );

export const nameOf = (person: number, campaign: number, type: string, at: number, url?: string): string =>
  [person, campaign, type, at, url].join(' ');

/** What a campaign comes to; `human` leaves out what machines did, by their times. */
export function figuresOf(facts: readonly Fact[]): Record<string, number> {
  const messages = [...Map.groupBy(facts, ({ person }) => person).values()];
  const machines = new Set(
    messages.flatMap((message) => [...machinesOf(message.flatMap(dated))].map(({ fact }) => fact)),
  );
  const human = facts.filter((fact) => !machines.has(fact));
  const having = (name: string, among: readonly Fact[]) =>
    among.filter(({ word }) => WORDS[word]?.figures.includes(name));
  const count = (name: string, among = facts) => having(name, among).length;
  const unique = (name: string, among = facts) =>
    new Set(having(name, among).map(({ person }) => person)).size;
  const names = [...new Set(Object.values(WORDS).flatMap(({ figures }) => figures))];
  return {
    ...Object.fromEntries(names.map((name) => [name, count(name)])),
    ...{ uniqueOpens: unique('opens'), uniqueClicks: unique('clicks') },
    ...{ humanOpens: count('opens', human), humanUniqueOpens: unique('opens', human) },
    ...{ humanClicks: count('clicks', human), humanUniqueClicks: unique('clicks', human) },
  };
}

const dated = (fact: Fact) =>
  fact.dated
    ? typesOf(fact.word).map((type) => ({
        type: type.toLowerCase(),
        created: fact.at,
        url: fact.url,
        fact,
      }))
    : [];
