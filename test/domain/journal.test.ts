import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourOf } from '../../lib/domain/event.ts';
import { addToGroups, groupName, type JournalGroup } from '../../lib/domain/journal.ts';
import { eventNumber, time, word } from '../arbitraries.ts';

describe('the groups of a batch', () => {
  const counted = fc.record({
    person: fc.integer({ min: 1, max: 5 }),
    campaign: fc.integer({ min: 1, max: 3 }),
    number: eventNumber,
    created: time,
    word,
  });

  it('hold every event once, each with its own campaign and hour', () => {
    fc.assert(
      fc.property(fc.array(counted), (events) => {
        const groups = new Map<string, JournalGroup>();
        for (const { person, campaign, ...event } of events) addToGroups(groups, { person, campaign }, event);

        const rows = [...groups.values()].flatMap(({ campaign, rows }) =>
          rows.map((row) => ({ campaign, ...row })),
        );
        expect(rows).toHaveLength(events.length);
        expect(rows).toEqual(expect.arrayContaining(events));
        for (const [name, { campaign, hour, rows }] of groups) {
          expect(name).toBe(groupName(campaign, hour));
          expect(rows.every(({ created }) => hourOf(created) === hour)).toBe(true);
        }
      }),
    );
  });

  it('have names that tell campaign and hour apart', () =>
    expect(groupName(1, 23)).not.toBe(groupName(12, 3)));
});
