/** What `NODE_OPTIONS` is for a process that a test starts, so that it searches itself. */
export const preload = `--import=${new URL('in-child.ts', import.meta.url).href}`;
