import { testAnyInput } from './any-input-tests.ts';

testAnyInput(150);
