import { orderTests } from './order-tests.ts';

orderTests({ runs: 8, all: false });
