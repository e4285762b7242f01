import type { Dialect } from '../../http/dialect.ts';
import { renderError } from './errors.ts';
import { rateHeaders } from './rate-headers.ts';

export const followUpBoss: Dialect = { renderError, rateHeaders };
