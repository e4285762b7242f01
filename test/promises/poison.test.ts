import { poisonTests } from './poison/poison-tests.ts';

poisonTests({ tens: 1 });
