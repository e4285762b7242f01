import { orderTests } from './order-tests.ts';

orderTests({ runs: 6, all: false });
