import { expectAsDocumented } from './every-answer/as-documented.ts';
import { expectNoLeak } from './promises/leaks/no-leak-in-errors.ts';

/** A request to the API and what it was answered, as a test got it. */
export interface SeenAnswer {
  method: string;
  /** Path and query as they were sent, or the whole URL. */
  path: string;
  /** The route that it was led to, or `$default`, where the test knows better than the path does. */
  route?: string;
  /** As it was sent: a text, or what went as JSON. */
  requestBody?: unknown;
  status: number;
  headers: Headers | Record<string, unknown>;
  /** Parsed; `undefined` where there was none. */
  body: unknown;
  /** Answered by an operation that the test made up, not by one of the product's. */
  madeUp?: boolean;
}

/** Throws for an answer that must not be. */
export type AnswerCheck = (answer: SeenAnswer) => void;

/** What holds of every answer, a file each. */
const checks: readonly AnswerCheck[] = [expectNoLeak, expectAsDocumented];

/**
 * Every answer of the API that a test gets passes through here.
 * @returns the answer itself
 * @throws Error for one that must not be, which fails the test that got it
 */
export function seen<A extends SeenAnswer>(answer: A): A {
  for (const check of checks) check(answer);
  return answer;
}
