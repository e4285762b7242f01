import { expect, test } from 'vitest';
import { countLinks } from '../../lib/html/count-links.ts';

test.each<[number, string]>([
  [0, ''],
  [0, 'no HTML at all, but https://example.com/a'],
  [1, '<a href="https://example.com/a">a</a>'],
  [1, "<A HREF='HTTP://example.com/a'>a"],
  [1, '<a class=x href=https://example.com/a>a</a>'],
  [1, '<a\n  href = " https://example.com/a "\n>a</a>'],
  [1, '<a href="https://example.com/?a=1&amp;b=2">a</a><a href="https://example.com/?a=1&b=2">b</a>'],
  [1, '<a href="https://example.com/a">a</a> <a href="https://example.com/a">again</a>'],
  [2, '<a href="https://example.com/a">a</a> <a href="https://example.com/a#b">b</a>'],
  [2, '<map><area href="https://example.com/a"><area href="https://example.com/b"></map>'],
  [0, '<a href="mailto:ann@example.com">a</a><a href="tel:1">b</a><a href="#c">c</a><a href="/d">d</a>'],
  [0, '<a href="{{unsubscribe_url}}">a</a><a>b</a><a href>c</a><a title="https://example.com/a">d</a>'],
  [
    0,
    '<link href="https://example.com/a.css"><base href="https://example.com/"><img src="https://example.com/a">',
  ],
  [0, '<!-- <a href="https://example.com/a">a</a> --><script>"<a href=\'https://example.com/b\'>"</script>'],
  [0, '<p title="<a href=\'https://example.com/a\'>">text</p>'],
  [1, '<a href="https://example.com/a" <b><a href="https://example.com/'],
])('there are %i links in %s', (count, html) => expect(countLinks(html)).toBe(count));

test('a mail of megabytes is counted in good time', () => {
  const html = Array.from({ length: 50_000 }, (_, n) => `<td><a href="https://example.com/${n}">a</a></td>`);
  expect(countLinks(html.join('\n'))).toBe(50_000);
  // Nothing that a careless pattern would take forever over.
  expect(countLinks(`<a ${'href='.repeat(500_000)}`)).toBe(0);
  expect(countLinks('<'.repeat(1_000_000))).toBe(0);
});
