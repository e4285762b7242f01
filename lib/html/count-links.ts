import { Parser } from 'htmlparser2';

/**
 * How many different web pages a mail's HTML links to. What else an `href` may hold (`mailto:`, `tel:`, a
 * placeholder that the sender fills in later) is nothing that a scanner follows.
 */
export function countLinks(html: string): number {
  const links = new Set<string>();
  const parser = new Parser({
    onopentag(name, { href = '' }) {
      const link = href.trim();
      if ((name === 'a' || name === 'area') && /^https?:\/\//i.test(link)) links.add(link);
    },
  });
  parser.end(html);
  return links.size;
}
