import { durableTests } from '../promises/durable/durable-tests.ts';

durableTests({ subsetsOf: 8, posts: 500 });
