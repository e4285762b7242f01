import type { Random } from '../../blast/random.ts';
import { batchOf, batchWith, type Input } from './calls.ts';
import type { Output, Send } from './on-the-wire.ts';

/** A 200 that says of a part of the request that it has failed. */
export type Partial = (input: Input, send: Send, random: Random) => Promise<Output>;
/** An error for all of the request; `takesEffect`: it is carried out, and nobody hears of it. */
export interface Refusal {
  error: Error;
  takesEffect: boolean;
}

export const awsError = (name: string, status: number, more: object = {}): Error =>
  Object.assign(new Error('weather'), { name, $metadata: { httpStatusCode: status }, ...more });

/** Reasons by position: conflicts and throttles, and nothing with the other actions. */
function cancelled({ TransactItems = [] }: Input, random: Random): Error {
  const guilty = random.below(TransactItems.length);
  return awsError('TransactionCanceledException', 400, {
    CancellationReasons: TransactItems.map((_, position) => ({
      Code:
        position === guilty || random.chance(0.1)
          ? random.pick(['TransactionConflict', 'ThrottlingError'])
          : 'None',
    })),
  });
}

const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'];

/** What AWS may say to any call, and what to these. */
export function refusalOf(operation: string, input: Input, random: Random): Refusal {
  const names = ['ThrottlingException', 'ProvisionedThroughputExceededException'];
  if (WRITES.includes(operation)) names.push('TransactionConflictException');
  const refused = (error: Error): Refusal => ({ error, takesEffect: false });
  const errors = [
    () => refused(awsError(random.pick(names), 400)),
    () => refused(awsError('InternalServerError', 500)),
    () => ({ error: awsError('TimeoutError', 0), takesEffect: true }),
  ];
  if (operation === 'TransactWriteItems')
    errors.push(...Array(3).fill(() => refused(cancelled(input, random))));
  return random.pick(errors)();
}

/** Some, or all, are left out, and a 200 says so. */
const leaveOut =
  (field: 'UnprocessedKeys' | 'UnprocessedItems'): Partial =>
  async (input, send, random) => {
    const all = batchOf(input);
    const some = all.filter(() => random.chance(0.5));
    const left = all.filter((one) => !some.includes(one));
    const output = some.length > 0 ? await send({ ...input, RequestItems: batchWith(input, some) }) : {};
    return { ...output, ...(left.length > 0 && { [field]: batchWith(input, left) }) };
  };

/** Statements fail each for itself; some of those that are said to have failed did not. */
const failStatements: Partial = async (input, send, random) => {
  const statements = input.Statements ?? [];
  const fates = statements.map(() => random.pick(['fine', 'refused', 'lost'] as const));
  const sent = statements.filter((_, position) => fates[position] !== 'refused');
  const output = sent.length > 0 ? await send({ ...input, Statements: sent }) : {};
  const answers = (output.Responses as unknown[] | undefined)?.values();
  return {
    Responses: fates.map((fate) => {
      const answer = fate === 'refused' ? undefined : answers?.next().value;
      if (fate === 'fine') return answer;
      const Code = random.pick(['ThrottlingError', 'TransactionConflict', 'ProvisionedThroughputExceeded']);
      return { Error: { Code: fate === 'lost' ? 'InternalServerError' : Code, Message: 'weather' } };
    }),
  };
};

/** Entries of a batch call of the queue likewise. */
const failEntries: Partial = async (input, send, random) => {
  const entries = input.Entries ?? [];
  const fates = new Map(entries.map(({ Id }) => [Id, random.pick(['fine', 'refused', 'lost'] as const)]));
  const sent = entries.filter(({ Id }) => fates.get(Id) !== 'refused');
  const output = sent.length > 0 ? await send({ ...input, Entries: sent }) : {};
  const confirmed = (output.Successful ?? []) as { Id?: string }[];
  const Failed = entries
    .filter(({ Id }) => fates.get(Id) !== 'fine')
    .map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }));
  return { Successful: confirmed.filter(({ Id }) => fates.get(Id) === 'fine'), Failed };
};

/** What may be in a 200, by operation. */
export const partials: Readonly<Record<string, Partial>> = {
  BatchGetItem: leaveOut('UnprocessedKeys'),
  BatchWriteItem: leaveOut('UnprocessedItems'),
  BatchExecuteStatement: failStatements,
  SendMessageBatch: failEntries,
  ChangeMessageVisibilityBatch: failEntries,
  DeleteMessageBatch: failEntries,
};
