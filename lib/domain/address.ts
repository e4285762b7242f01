import { CLOCK_DIFFERENCE_MS } from '../limits.ts';

/** Who has had an address from when until when (ms; `until` is absent for the current owner). */
export interface Ownership {
  person: number;
  from: number;
  until?: number;
}

/** Addresses compare without case and without the space around them. */
export const canonicalAddress = (address: string): string => address.trim().toLowerCase();

/** The person an address leads to now, if to one. */
export const currentOwner = (owners: readonly Ownership[]): number | undefined =>
  owners.find((owner) => owner.until === undefined)?.person;

/**
 * Rule 1: whom an address led to when an event was ingested. Every attempt gets the same answer, whatever
 * has happened to the address since.
 *
 * Within the clock difference around a change both owners are possible: then the one that ingest saw
 * (`seen`, it travels with the event) decides, else the earlier one, which an earlier attempt may have taken.
 *
 * @param owners as the address item keeps them, in order of time
 * @param ingested time of ingest, ms
 */
export function ownerAt(owners: readonly Ownership[], ingested: number, seen?: number): number | undefined {
  const possible = owners.filter(
    (owner) =>
      owner.from - CLOCK_DIFFERENCE_MS <= ingested &&
      ingested < (owner.until ?? Number.POSITIVE_INFINITY) + CLOCK_DIFFERENCE_MS,
  );
  const chosen = possible.find((owner) => owner.person === seen) ?? possible[0];
  return chosen?.person;
}
