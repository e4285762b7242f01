import { renderError } from '../dialects/followupboss/errors.ts';
import { rateHeaders } from '../dialects/followupboss/rate-headers.ts';
import type { Rate } from './rate-limit.ts';

/** What the HTTP layer needs of a dialect: how it words an error, and where it says what is left of the rate. */
export interface Dialect {
  /** The body of an error, sent as JSON. */
  renderError(message: string): unknown;
  rateHeaders(rate: Rate): Record<string, string>;
}

const followUpBoss: Dialect = { renderError, rateHeaders };

/** Each dialect by the start of its paths. */
const dialects: readonly { prefix: string; dialect: Dialect }[] = [{ prefix: '/v1/', dialect: followUpBoss }];

/** The dialect that answers on a path; Follow Up Boss's where no other claims it. */
export const dialectOf = (path: string): Dialect =>
  dialects.find(({ prefix }) => path.startsWith(prefix))?.dialect ?? followUpBoss;
