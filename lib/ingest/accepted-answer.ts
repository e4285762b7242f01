import * as z from 'zod';

// What `answerEvents` answers, in every dialect.

/** 200: the sender waited for the look-up of recipients. */
export const eventsAccepted = z
  .strictObject({
    emEventIds: z
      .array(z.int().positive())
      .describe('The number of each event, in their order, without those that nobody received.'),
    recipientsNotFound: z
      .array(z.string())
      .describe('Addresses that nobody has, and ids of people that are nobody’s, each once.'),
    receipt: z
      .uuid()
      .optional()
      .describe('There from 25 events on: what became of them is at `/v1/emEvents/receipts/{id}`.'),
  })
  .describe('The events are safe and will be stored within seconds.');
export type EventsAccepted = z.output<typeof eventsAccepted>;

/** 202: the sender did not wait. */
export const eventsReceived = z
  .strictObject({
    receipt: z.uuid().describe('What becomes of the events is at `/v1/emEvents/receipts/{id}`, for a week.'),
    received: z.int().positive().describe('How many events the request had.'),
  })
  .describe('The events are safe; who their recipients are is looked up later.');
