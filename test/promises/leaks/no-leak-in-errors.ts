import type { SeenAnswer } from '../../every-answer.ts';
import { leaksIn } from './find-leaks.ts';

/** Of these fields of a request nothing may be said again, whatever it looks like. */
const PERSONAL = new Set(['subject']);

/**
 * No error tells an address, an API key, a URL's query or a subject: errors get into the logs of others.
 * @throws Error saying which of them this one tells
 */
export function expectNoLeak({ method, path, requestBody, status, body }: SeenAnswer): void {
  if (status < 400) return;
  const text = JSON.stringify(body) ?? '';
  const wrong: string[] = leaksIn(text);
  if (personalTexts(requestBody).some((personal) => text.includes(personal))) wrong.push('a subject');
  if (wrong.length === 0) return;
  throw new Error(`the ${status} of ${method} ${path} tells ${wrong.join(', ')}: ${text}`);
}

/** Shorter ones are found in any sentence. */
const CHARACTERS_MIN = 5;

function personalTexts(sent: unknown, name = ''): string[] {
  if (typeof sent === 'string') return PERSONAL.has(name) && sent.length >= CHARACTERS_MIN ? [sent] : [];
  if (typeof sent !== 'object' || sent === null) return [];
  return Object.entries(sent).flatMap(([key, value]) =>
    personalTexts(value, Array.isArray(sent) ? name : key),
  );
}
