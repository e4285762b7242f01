import type { Dialect } from '../../http/dialect.ts';
import { idHeaders, renderError } from './errors.ts';
import { rateHeaders } from './rate-headers.ts';

export const hubSpot: Dialect = { renderError, rateHeaders, idHeaders };
