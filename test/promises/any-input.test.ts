import { testAnyInput } from './any-input-tests.ts';

testAnyInput({ writing: 50, reading: 20 });
