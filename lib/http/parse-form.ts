import { parse } from 'qs';
import { ApiError } from '../errors.ts';
import { EVENTS_PER_REQUEST_MAX } from '../limits.ts';

/** A little above what a request may hold, so that one event too many is told as such and not as a bad form. */
const ARRAY_LENGTH_MAX = EVENTS_PER_REQUEST_MAX + 24;
/** `emEvents[999][url]` has 3 levels, `people[emails][0][value]` 4. */
const DEPTH_MAX = 6;
/** A full request of events with 20 fields each. */
const FIELDS_MAX = EVENTS_PER_REQUEST_MAX * 20;

/**
 * Parses a form body with bracket arrays (`emEvents[0][type]=open`), as Follow Up Boss does. All its values
 * are text. Names out of Object.prototype (`__proto__`, `constructor`, …) are left out by qs.
 *
 * @throws ApiError `invalid` if it has too many fields, too long arrays or too many levels, or is JSON: curl
 *   calls everything a form unless told otherwise
 */
export function parseForm(text: string): unknown {
  if (text.trimStart().startsWith('{')) {
    throw new ApiError('invalid', 'The body looks like JSON: send it with Content-Type: application/json.');
  }
  try {
    return parse(text, {
      arrayLimit: ARRAY_LENGTH_MAX,
      depth: DEPTH_MAX,
      strictDepth: true,
      parameterLimit: FIELDS_MAX,
      throwOnLimitExceeded: true,
    });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ApiError('invalid', 'The form has more fields, longer arrays or more levels than allowed.', {
      cause,
    });
  }
}
