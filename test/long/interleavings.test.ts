import { it } from 'vitest';
import { expectInterleavings } from '../promises/interleavings/expect-interleavings.ts';

const RUNS = 20_000;

it(`${RUNS} interleavings of processors store and count each fact once`, () => expectInterleavings(RUNS));
