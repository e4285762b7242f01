import { testAnyInput } from './any-input-tests.ts';

testAnyInput({ writing: 80, reading: 25 });
