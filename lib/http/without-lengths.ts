/**
 * What came in a body, without any `length` that is an object: no field of any dialect is called so, and what nobody
 * knows is ignored. Schemas that bound a length compare whatever has one, before they say that it is no text;
 * `{"length":{"toString":0}}` can't be compared and would be our failure (zod 4.6).
 * @param body as parsed, changed in place; nested however deep
 */
export function withoutLengths(body: unknown): unknown {
  const open: unknown[] = [body];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    const fields = value as Record<string, unknown>;
    for (const name in fields) {
      const inner = fields[name];
      if (typeof inner !== 'object' || inner === null) continue;
      if (name === 'length') delete fields[name];
      else open.push(inner);
    }
  }
  return body;
}
