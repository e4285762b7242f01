import { duplicatesTest } from './duplicates-test.ts';

duplicatesTest({ histories: 300 });
