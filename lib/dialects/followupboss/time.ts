import * as z from 'zod/mini';
import { mayHaveHappened, NOT_THEN } from '../../ingest/occurred.ts';

const iso = z.union([z.iso.datetime({ offset: true, local: true }), z.iso.date()]);

/**
 * Reads a time as clients send it: ISO 8601 with `Z` or an offset (`+01:00`, or `+0100` as PHP writes it), without
 * either as UTC, without seconds, with a space in place of the `T`, or a date alone.
 * @returns ms since the epoch; `undefined` if it is no such time
 */
export function parseTime(text: string): number | undefined {
  const time = text
    .trim()
    .replace(' ', 'T')
    .replace(/(T.*[+-]\d\d)(\d\d)$/, '$1:$2')
    .replace(/(T\d\d:\d\d)(?=$|Z|[+-])/, '$1:00');
  if (!iso.safeParse(time).success) return undefined;
  const zoned = /Z$|[+-]\d\d:\d\d$/.test(time) || !time.includes('T') ? time : `${time}Z`;
  const milliseconds = Date.parse(zoned);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** A time as Follow Up Boss gives it: `2012-04-23T02:23:11Z`. */
export const renderTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');

/** A time in the past (or in a clock's error of the future), as a zod schema: text in, ms out. */
export const pastTime = z.pipe(
  z.string(),
  z.transform((text, { issues }) => {
    const time = parseTime(text);
    if (time !== undefined && mayHaveHappened(time)) return time;
    const message = time === undefined ? 'not a date and time (ISO 8601)' : NOT_THEN;
    issues.push({ code: 'custom', input: text, message });
    return z.NEVER;
  }),
);
