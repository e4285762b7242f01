import { vi } from 'vitest';
import { durableTests } from './durable/durable-tests.ts';

/** Also on a machine that has much else to do. */
vi.setConfig({ testTimeout: 120_000 });

durableTests({ subsetsOf: 3, posts: 6 });
