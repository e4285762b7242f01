import { hash } from 'node:crypto';
import type { Draft } from './draft.ts';
import { DynamoDbError, validationException } from './errors.ts';
import type { Store } from './store.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const KNOWN_FOR_MS = 10 * 60_000;
const TOKEN_CHARACTERS_MAX = 36;
const PREFIX = 'token~';

/** What was done under a token: the digest of the request, and when in ms since the epoch. */
interface Done {
  digest: string;
  at: number;
}

/** Makes a transaction with a `ClientRequestToken` happen once, also if the server died after its commit. */
export interface ClientTokens {
  /**
   * Whether the actions of this digest were already done under this token.
   * @throws DynamoDbError `IdempotentParameterMismatchException` if others were
   */
  isDone(token: string, digest: string): boolean;
  /** Notes the token in the draft of its transaction, so that they are committed as one. */
  note(draft: Draft, token: string, digest: string): void;
}

export async function openClientTokens(store: Store): Promise<ClientTokens> {
  /** In order of time. */
  const done = new Map<string, Done>(
    (await Array.fromAsync(store.rows(PREFIX), ([key, value]) => [key, value as Done] as const)).sort(
      ([, one], [, other]) => one.at - other.at,
    ),
  );
  const isExpired = ({ at }: Done): boolean => at < Date.now() - KNOWN_FOR_MS;

  return {
    isDone(token, digest) {
      const known = done.get(PREFIX + token);
      if (!known || isExpired(known)) return false;
      if (known.digest === digest) return true;
      throw new DynamoDbError(
        'IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request.',
      );
    },
    note(draft, token, digest) {
      for (const [key, known] of done) {
        if (!isExpired(known)) break;
        done.delete(key);
        draft.writes.set(key, null);
      }
      const known = { digest, at: Date.now() };
      done.set(PREFIX + token, known);
      draft.writes.set(PREFIX + token, known);
    },
  };
}

/** @throws DynamoDbError `ValidationException` */
export function parseClientToken(token: unknown): string | undefined {
  if (token === undefined || token === null) return undefined;
  if (typeof token === 'string' && token.length > 0 && token.length <= TOKEN_CHARACTERS_MAX) return token;
  throw validationException(
    `Value at 'clientRequestToken' failed to satisfy constraint: Member must have length between 1 and ${TOKEN_CHARACTERS_MAX}`,
  );
}

export const digestOf = (actions: unknown): string => hash('sha256', JSON.stringify(actions), 'base64');
