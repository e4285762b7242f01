import type { Input } from '../weather/calls.ts';
import { awsError } from '../weather/faults.ts';
import { type Output, onTheWire, type Send } from '../weather/on-the-wire.ts';

/** What the queue does with one message, and what it says of it. */
export const entryFates = [
  'fine',
  'refused',
  'sender fault',
  'kept but refused',
  'kept but not mentioned',
] as const;
export type EntryFate = (typeof entryFates)[number];
/** What becomes of a whole call. */
export const callFates = ['entries', 'throttled', 'kept but timed out'] as const;
export type CallFate = (typeof callFates)[number];

/** One try: the fates of the messages by their positions, over and over. */
export interface Try {
  call: CallFate;
  entries: readonly EntryFate[];
}

const KEPT: readonly EntryFate[] = ['fine', 'kept but refused', 'kept but not mentioned'];

/** Lets the calls that send messages meet these fates, one try after the other; afterwards all is fine. */
export function underFates<T>(tries: readonly Try[], run: () => Promise<T>): Promise<T> {
  const left = [...tries];
  return onTheWire(
    {
      split: (operation, input, send) =>
        operation === 'SendMessageBatch' ? meet(left.shift(), input, send) : send(input),
    },
    run,
  );
}

async function meet(fates: Try | undefined, input: Input, send: Send): Promise<Output> {
  if (!fates) return send(input);
  if (fates.call === 'throttled') throw awsError('ThrottlingException', 400);
  const entries = input.Entries ?? [];
  const fateOf = (position: number): EntryFate =>
    fates.call === 'kept but timed out' ? 'fine' : (fates.entries[position % fates.entries.length] ?? 'fine');
  const kept = entries.filter((_, position) => KEPT.includes(fateOf(position)));
  const { Successful = [] } = kept.length > 0 ? await send({ ...input, Entries: kept }) : {};
  if (fates.call === 'kept but timed out') throw awsError('TimeoutError', 0);
  const fine = new Set(entries.filter((_, position) => fateOf(position) === 'fine').map(({ Id }) => Id));
  return {
    Successful: (Successful as { Id?: string }[]).filter(({ Id }) => fine.has(Id)),
    Failed: entries.flatMap(({ Id }, position) => {
      const fate = fateOf(position);
      if (fate === 'fine' || fate === 'kept but not mentioned') return [];
      return [{ Id, Code: 'InternalError', SenderFault: fate === 'sender fault' }];
    }),
  };
}
