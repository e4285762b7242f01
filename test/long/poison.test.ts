import { poisonTests } from '../promises/poison/poison-tests.ts';

poisonTests({ tens: 25 });
