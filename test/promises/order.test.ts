import { orderTests } from './order-tests.ts';

orderTests({ runs: 3, all: false });
