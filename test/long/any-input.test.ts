import { testAnyInput } from '../promises/any-input-tests.ts';

testAnyInput({ writing: 10_000, reading: 10_000 });
