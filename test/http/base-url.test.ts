import { expect, test } from 'vitest';
import { baseUrlOf } from '../../lib/http/base-url.ts';

test.each([
  'api.example.com',
  'api.example.com:8443',
  'localhost:3000',
  'my_host',
  '127.0.0.1:80',
  '[::1]:3000',
  '[fe80::1]',
])('links lead to where the client sent its request: %s', (host) => {
  expect(baseUrlOf({ host })).toBe(`https://${host}`);
  expect(URL.canParse(baseUrlOf({ host }))).toBe(true);
});

test.each(['', '\0', 'a b', 'a/b', 'user@example.com', 'example.com:x', '<b>', 'a?b', 'a#b', '..', '[a'])(
  'what is no host gets into no link: %j',
  (host) => {
    expect(baseUrlOf({ host })).toBe('https://localhost');
  },
);
