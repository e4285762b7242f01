import { vi } from 'vitest';
import { poisonTests } from './poison/poison-tests.ts';

/** Also on a machine that has much else to do. */
vi.setConfig({ testTimeout: 120_000 });

poisonTests({ tens: 1 });
