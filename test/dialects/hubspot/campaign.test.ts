import { describe, expect, it } from 'vitest';
import { renderCampaign } from '../../../lib/dialects/hubspot/campaign.ts';
import type { CampaignHead } from '../../../lib/domain/campaign.ts';
import { words } from '../../../lib/domain/event-types.ts';
import { foldEvents } from '../../../lib/domain/figures.ts';
import { aStoredEvent, NOW } from '../../factories.ts';

const head: CampaignHead = {
  ...{ id: 9001, appId: 113, origin: 'Batch', originId: '17', name: 'Spring 2026', subject: 'Spring' },
  ...{ created: NOW, updated: NOW },
};

describe('a campaign', () => {
  it('without events has no counters', () => {
    expect(renderCampaign(head, {})).toEqual({
      ...{ id: 9001, appId: 113, appName: 'Batch', contentId: 9001, name: 'Spring 2026', subject: 'Spring' },
      ...{ counters: {}, numIncluded: 0, numQueued: 0 },
      ...{ type: 'BATCH_EMAIL', subType: '', processingState: 'DONE' },
    });
  });

  it('has texts where its name and subject are not known: clients expect them', () => {
    expect(renderCampaign({ ...head, name: null, subject: null }, {})).toMatchObject({
      name: '',
      subject: '',
    });
  });

  it('counts an event of each word, under HubSpot’s names', () => {
    const events = words.map((word, number) => aStoredEvent({ number, word }));
    const { counters, numIncluded, numQueued } = renderCampaign(head, foldEvents(events));
    expect(counters).toEqual({
      ...{ sent: 2, processed: 1, delivered: 2, deferred: 1, dropped: 2, bounce: 6 },
      ...{ open: 2, click: 2, print: 1, forward: 1, reply: 1 },
      ...{ statuschange: 4, spamreport: 2, suppressed: 1, unsubscribed: 2 },
    });
    // One message, sent (as two facts) and dropped.
    expect({ numIncluded, numQueued }).toEqual({ numIncluded: 3, numQueued: 2 });
  });

  it('names what isn’t zero only', () => {
    const { counters } = renderCampaign(head, { dropped: 1, 'messages:dropped': 1, open: 0 });
    expect(counters).toEqual({ dropped: 1 });
  });
});
