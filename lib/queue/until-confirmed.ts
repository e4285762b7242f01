import { retry } from '../retry.ts';

/** An entry of a batch call; its name is its own among those of the call. */
export interface NamedEntry {
  Id: string;
}

/** What SQS says of the entries of a call, inside a 200. */
interface BatchAnswer {
  Successful?: { Id?: string | undefined }[] | undefined;
  Failed?:
    | { Id?: string | undefined; Code?: string | undefined; SenderFault?: boolean | undefined }[]
    | undefined;
}

/** What became of the entries that SQS has not confirmed, after all tries. */
export interface Unconfirmed<E> {
  entries: E[];
  /** Why, by `Id`; absent where SQS said nothing. */
  codes: ReadonlyMap<string, string>;
  /** What the last call threw. */
  error?: unknown;
}

/**
 * Sends a batch call until each entry is confirmed: it can fail per entry inside a 200, and what it doesn't confirm
 * is sent again, see `retry`. An entry that SQS calls the sender's fault would only be refused again.
 * @returns the entries that are not confirmed; never throws
 */
export async function untilConfirmed<E extends NamedEntry>(
  entries: readonly E[],
  send: (open: E[]) => Promise<BatchAnswer>,
): Promise<Unconfirmed<E>> {
  let open = [...entries];
  const refused: E[] = [];
  const codes = new Map<string, string>();
  const sendOpen = async () => {
    const { Successful = [], Failed = [] } = await send(open);
    const confirmed = new Set(Successful.map(({ Id }) => Id));
    const faulty = new Set(Failed.filter(({ SenderFault }) => SenderFault).map(({ Id }) => Id));
    for (const { Id = '', Code } of Failed) if (Code !== undefined) codes.set(Id, Code);
    refused.push(...open.filter(({ Id }) => faulty.has(Id)));
    open = open.filter(({ Id }) => !confirmed.has(Id) && !faulty.has(Id));
  };
  try {
    await retry(sendOpen, () => open.length > 0);
    return { entries: [...refused, ...open], codes };
  } catch (error) {
    return { entries: [...refused, ...open], codes, error };
  }
}
