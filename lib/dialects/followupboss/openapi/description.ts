import * as z from 'zod';
import { eventsAccepted, eventsReceived } from '../../../ingest/accepted-answer.ts';
import type { ApiDescription, JsonSchema } from '../../../openapi/description.ts';
import { documentAnswer, documentOperation } from '../../../openapi/document-operation.ts';
import { whole } from '../../../openapi/parameters.ts';
import { campaign, statistics } from '../answers/campaign.ts';
import { error } from '../answers/error.ts';
import { cause, chain, chainEvent, drop, eventRow, receipt, reference } from '../answers/event.ts';
import { duplicate, listedPerson, person } from '../answers/person.ts';
import { fields } from '../person.ts';
import { numberAsText, takesText } from '../texts.ts';
import { campaignOperations } from './campaigns.ts';
import { eventOperations } from './events.ts';
import { peopleOperations } from './people.ts';

const header = (description: string, schema: z.ZodType, example: unknown) => ({
  ...{ description, schema, example },
  required: true,
});

/** What Chainmail says to clients of Follow Up Boss. */
export const followUpBossDescription: ApiDescription = {
  title: 'Chainmail, as Follow Up Boss',
  description: [
    'Chainmail is a ledger of what happened to emails. Senders post campaigns and events; Chainmail links the events of each message into a chain and tells what happened, and why.',
    'This is the part for clients of Follow Up Boss; `/openapi/hubspot.json` is the one for clients of HubSpot. Both speak of the same data.',
    'Bodies are JSON, or forms with brackets. In a body, numbers and yes or no may come as text, and unknown fields are ignored. Parameters that are unknown are ignored too; of a repeated one the last counts.',
  ].join('\n\n'),
  tags: {
    events: 'What happened to messages.',
    campaigns: 'Marketing emails, and what they came to.',
    people: 'Who gets them.',
    service: 'About the service itself.',
  },
  operations: {
    ...eventOperations,
    ...campaignOperations,
    ...peopleOperations,
    'GET /health': {
      id: 'getHealth',
      tag: 'service',
      summary: 'Answers',
      answers: {
        200: {
          description: 'The API is up.',
          schema: z.strictObject({ status: z.literal('ok') }),
          example: { status: 'ok' },
        },
      },
    },
    'GET /openapi/followupboss.json': documentOperation,
  },
  requests: { PersonSent: fields },
  answers: {
    ...{ EventRow: eventRow, Chain: chain, ChainEvent: chainEvent, Cause: cause, Drop: drop },
    ...{ Reference: reference, Receipt: receipt },
    ...{ EventsAccepted: eventsAccepted, EventsReceived: eventsReceived },
    ...{ Campaign: campaign, Statistics: statistics },
    ...{ Person: person, ListedPerson: listedPerson, Duplicate: duplicate },
    OpenApiDocument: documentAnswer,
  },
  error,
  headers: {
    rate: {
      'X-RateLimit-Limit': header('Requests a minute that the key may send.', whole(1), 500),
      'X-RateLimit-Remaining': header('How many are left in this minute.', whole(0), 499),
      'X-RateLimit-Window': header('The length of the window, in seconds.', z.literal(60), 60),
      'X-RateLimit-Context': header('What the limit is for.', z.literal('global'), 'global'),
    },
    always: {},
  },
  override: inOthersWords,
};

/** Changes what zod says to what a parser takes, and to what readers of documents understand. */
function inOthersWords(schema: z.core.$ZodType, json: JsonSchema): void {
  if (takesText.has(schema)) {
    const number = { ...json };
    for (const keyword of Object.keys(json)) delete json[keyword];
    json.anyOf = [number, { type: 'string', pattern: numberAsText.source }];
  }
  if (typeof json.pattern === 'string') json.pattern = withoutClasses(json.pattern);
}

/** JSON Schema has the regular expressions of ECMAScript; most readers know no classes of Unicode. */
const withoutClasses = (pattern: string): string =>
  pattern.replaceAll('\\p{Cc}', '\\u0000-\\u001f\\u007f-\\u009f').replaceAll('\\p{Cs}', '\\ud800-\\udfff');
