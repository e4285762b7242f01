import * as z from 'zod';
import { words } from '../../../domain/event-types.ts';
import { suppressionKinds } from '../../../domain/suppression.ts';
import { id } from './campaign.ts';
import { properties } from './event.ts';
import { person } from './person.ts';

/** With milliseconds. */
const time = z.string().meta({ format: 'date-time' });

const evidence = z
  .strictObject({
    decided: z.strictObject({ verdict: z.enum(['yes', 'no']), reason: z.string() }),
    ...{ trap: z.literal(true), manyLinks: z.literal(true), network: z.enum(['certain', 'probable']) },
  })
  .partial();

const storedEvent = z
  .strictObject({
    emEventId: id,
    type: z.enum(words).describe('The sender’s word for it.'),
    created: time.describe('When it happened.'),
    dated: z.boolean().describe('Whether the sender said so.'),
    received: time.describe('When it came in.'),
    recipient: z.string(),
    userId: id,
    url: z.string().optional(),
    sourceId: z.string().optional().describe('The sender’s own id of it.'),
    properties: properties.extend({ subject: z.string().optional() }).optional(),
    evidence: evidence.optional().describe('What tells whether a machine did it.'),
  })
  .describe('An event as it is kept.');

export const personExport = z
  .strictObject({
    _metadata: z.strictObject({ next: z.string().nullable(), nextLink: z.url().nullable() }),
    person: person.nullable().describe('`null` if the person was deleted, and on later pages.'),
    deleted: time.nullable(),
    addresses: z.array(z.strictObject({ address: z.string(), since: time, until: time.nullable() })),
    suppressions: z.array(
      z.strictObject({
        address: z.string(),
        kind: z.enum(suppressionKinds),
        created: time,
        campaignId: z.int().min(0),
        emEventId: id,
        lists: z.array(z.int()).optional(),
      }),
    ),
    chains: z.array(
      z.strictObject({
        campaignId: id.nullable(),
        campaign: z
          .strictObject({
            ...{ name: z.string().nullable(), subject: z.string().nullable() },
            ...{ origin: z.string(), originId: z.string() },
          })
          .nullable(),
        events: z.array(storedEvent),
      }),
    ),
    answers: z
      .array(z.unknown())
      .describe('Answers that are kept for repeated requests with an `Idempotency-Key`.'),
  })
  .describe('All that is known of a person.');
