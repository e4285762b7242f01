import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourOf } from '../../lib/domain/event.ts';
import { BATCH_GROUPS_MAX, TRANSACTION_ACTIONS_MAX } from '../../lib/limits.ts';
import { Room } from '../../lib/protocol/room.ts';
import { aStoredEvent, aSubmission, HOUR_MS, NOW, PERSON } from '../factories.ts';
import '../seed.ts';

const hoursLater = (hours: number) => NOW + hours * HOUR_MS;

/** As many groups as a batch may have, in that many campaigns: 81 actions, with the commit record. */
const FULLEST = Array.from({ length: BATCH_GROUPS_MAX }, (_, campaign) => aSubmission({ campaign }));

const admits = (room: Room, campaign: number, hours = 0) =>
  room.admits({ person: PERSON, campaign }, aStoredEvent({ created: hoursLater(hours) }));

describe('a commit has room', () => {
  it('for whatever belongs to a campaign and hour of its own batch', () => {
    const room = new Room(FULLEST);
    for (let again = 0; again < 100; again++) expect(admits(room, again % BATCH_GROUPS_MAX)).toBe(true);
  });

  it('for 19 further hours of its campaigns', () => {
    const room = new Room(FULLEST);
    const admitted = Array.from({ length: 25 }, (_, n) => admits(room, 0, n + 1));
    expect(admitted.filter((yes) => yes)).toHaveLength(19);
    expect(admitted.lastIndexOf(true)).toBe(18);
  });

  it('for nine further campaigns, each with an hour and a tally, and one hour more', () => {
    const room = new Room(FULLEST);
    const admitted = Array.from({ length: 12 }, (_, n) => admits(room, 1_000 + n));
    expect(admitted.filter((yes) => yes)).toHaveLength(9);
    expect(admits(room, 0, 1)).toBe(true);
    expect(admits(room, 0, 2)).toBe(false);
  });

  it('again for what it had room for, as a lost race links again', () => {
    const room = new Room(FULLEST);
    const before = Array.from({ length: 25 }, (_, n) => admits(room, 0, n + 1));
    expect(Array.from({ length: 25 }, (_, n) => admits(room, 0, n + 1))).toEqual(before);
  });

  it('never for more than one transaction takes', () => {
    const place = fc.record({ campaign: fc.nat(60), hours: fc.nat(60) });
    fc.assert(
      fc.property(
        fc.array(place, { maxLength: BATCH_GROUPS_MAX, size: 'max' }),
        fc.array(place, { maxLength: 100, size: 'max' }),
        (own, others) => {
          const room = new Room(
            own.map(({ campaign, hours }) => aSubmission({ campaign, created: hoursLater(hours) })),
          );
          const taken = others.filter(({ campaign, hours }) => admits(room, campaign, hours));
          const all = [...own, ...taken];
          const groups = new Set(
            all.map(({ campaign, hours }) => `${campaign} ${hourOf(hoursLater(hours))}`),
          );
          const campaigns = new Set(all.map(({ campaign }) => campaign));
          expect(1 + groups.size + campaigns.size).toBeLessThanOrEqual(TRANSACTION_ACTIONS_MAX);
        },
      ),
    );
  });
});
