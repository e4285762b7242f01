import { defineConfig } from 'vitest/config';

/** `embedded` needs Node alone, `reference` Java too, `long` time: kills, soaks and a whole blast. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'embedded',
          root: new URL('..', import.meta.url).pathname,
          include: ['test/**/*.test.ts'],
          exclude: ['test/reference/**', 'test/long/**'],
        },
      },
      {
        test: {
          name: 'reference',
          root: new URL('..', import.meta.url).pathname,
          include: ['test/reference/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'long',
          root: new URL('..', import.meta.url).pathname,
          include: ['test/long/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
