import { ADDRESS_HISTORY_MS, CLOCK_DIFFERENCE_MS } from '../limits.ts';

/** Who has had an address from when until when (ms; `until` is absent for the current owner). */
export interface Ownership {
  person: number;
  from: number;
  until?: number;
}

/**
 * Stands in a history for somebody who was erased. Nothing leads there, but what was ingested while they had the
 * address must not lead to its next owner either.
 */
export const ERASED = 0;

/** RFC 5321, 4.5.3.1.3: a path has 256 octets, two of them its brackets. */
export const ADDRESS_CHARACTERS_MAX = 254;

/**
 * Whether a text, without the space around it, is what mail can be sent to: a local part of at most 64 characters
 * without quoting (RFC 5321 allows it and asks not to use it), and a domain with a dot. Letters beyond ASCII are fine
 * (RFC 6531); control characters, invisible ones and halves of surrogate pairs are not, as an address becomes part of
 * a key. U+FFFD stands for bytes that were no UTF-8: whoever's address that was, it says so no more.
 */
export function isAddress(text: string): boolean {
  const address = text.trim();
  // Stands here since its classes are 2 % of a start: a function that asks for no address doesn't make it.
  const pattern =
    /^(?!\.)[^\s@"(),:;<>[\]\\\p{C}\uFFFD]{1,64}(?<!\.)@(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{N}\p{M}-]{2,63}$/u;
  return address.length <= ADDRESS_CHARACTERS_MAX && pattern.test(address) && !address.includes('..');
}

/** Addresses compare without case and without the space around them. */
export const canonicalAddress = (address: string): string => address.trim().toLowerCase();

/** The person an address leads to now, if to one. */
export const currentOwner = (owners: readonly Ownership[]): number | undefined =>
  owners.find((owner) => owner.until === undefined)?.person;

/**
 * Rule 1: whom an address led to when an event was ingested, for events that don't say whom ingest saw. Every
 * attempt gets the same answer, whatever has happened to the address since.
 *
 * Within the clock difference around a change both owners are possible: then the earlier one, which an earlier
 * attempt may have taken.
 *
 * @param owners as the address item keeps them, in order of time
 * @param ingested time of ingest, ms
 */
export function ownerAt(owners: readonly Ownership[], ingested: number): number | undefined {
  const owner = owners.find(
    ({ from, until }) =>
      from - CLOCK_DIFFERENCE_MS <= ingested &&
      ingested < (until ?? Number.POSITIVE_INFINITY) + CLOCK_DIFFERENCE_MS,
  );
  return owner?.person === ERASED ? undefined : owner?.person;
}

/**
 * Whether an address changed hands so lately that `ownerAt` may say another than the current owner. Otherwise, by
 * whatever clock, that is the only one that was possible.
 * @param now ms
 */
export const changedLately = (owners: readonly Ownership[], now: number): boolean =>
  owners.some(({ from }) => from + 2 * CLOCK_DIFFERENCE_MS > now);

/**
 * Gives a free address to a person from now on. An address that leads to somebody keeps leading there.
 * The new ownership starts no earlier than the last one ended, also where two clocks differ.
 * @param now ms
 */
export function claimAddress(owners: readonly Ownership[], person: number, now: number): Ownership[] {
  if (currentOwner(owners) !== undefined) return [...owners];
  const from = Math.max(now, ...owners.map(({ until = 0 }) => until));
  return [...withoutForgotten(owners, now), { person, from }];
}

/** Ends a person's ownership now. The ownerships of others, and those that have ended, stay as they are. */
export function releaseAddress(owners: readonly Ownership[], person: number, now: number): Ownership[] {
  const released = owners.map((owner) =>
    owner.person === person && owner.until === undefined
      ? { ...owner, until: Math.max(now, owner.from) }
      : owner,
  );
  return withoutForgotten(released, now);
}

/** Ends a person's ownership now, if it lasts, and takes the person out of the history. */
export const eraseOwner = (owners: readonly Ownership[], person: number, now: number): Ownership[] =>
  releaseAddress(owners, person, now).map((owner) =>
    owner.person === person ? { ...owner, person: ERASED } : owner,
  );

/** Who is known to have had an address, each once: those who were erased are not. */
export const knownOwners = (owners: readonly Ownership[]): number[] => [
  ...new Set(owners.flatMap(({ person }) => (person === ERASED ? [] : [person]))),
];

/** Rule 1 looks back this far and no further. */
const withoutForgotten = (owners: readonly Ownership[], now: number): Ownership[] =>
  owners.filter(({ until }) => until === undefined || until > now - ADDRESS_HISTORY_MS);
