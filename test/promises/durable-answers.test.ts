import { durableTests } from './durable/durable-tests.ts';

durableTests({ subsetsOf: 3, posts: 15 });
