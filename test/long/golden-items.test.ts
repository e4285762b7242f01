import { goldenTests } from '../promises/golden/golden-tests.ts';

goldenTests({ every: 1 });
