import { duplicatesTest } from '../promises/duplicates-test.ts';

duplicatesTest({ histories: 5_000 });
