import { orderTests } from './order-tests.ts';

orderTests({ runs: 4, all: false });
