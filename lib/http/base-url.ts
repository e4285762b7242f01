/**
 * Scheme and host for absolute links, without a trailing slash: the operator's `CHAINMAIL_PUBLIC_URL`, else
 * where the client says it sent the request. API Gateway speaks https only; the local gateway says `http` in
 * `x-forwarded-proto`.
 * @param headers names in lower case
 */
export function baseUrlOf(headers: Record<string, string | undefined>): string {
  const publicUrl = process.env.CHAINMAIL_PUBLIC_URL;
  if (publicUrl) return publicUrl.replace(/\/+$/, '');
  const scheme = headers['x-forwarded-proto'] === 'http' ? 'http' : 'https';
  const { host = '' } = headers;
  return `${scheme}://${HOST.test(host) ? host : 'localhost'}`;
}

/** A name or an address, and a port. Anything else that is sent would make a link of it that is none. */
const HOST = /^([\w-]+(\.[\w-]+)*\.?|\[[\da-f:.]+\])(:\d{1,5})?$/i;
