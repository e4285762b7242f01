import { testAnyInput } from './any-input-tests.ts';

testAnyInput({ writing: 30, reading: 12 });
