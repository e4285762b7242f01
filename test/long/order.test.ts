import { orderTests } from '../promises/order-tests.ts';

orderTests({ runs: 500, all: true });
