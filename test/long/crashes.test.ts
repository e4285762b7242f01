import { crashesTest } from '../promises/crashes-test.ts';

crashesTest(() => ['kill-before', 'kill-after', 'fail-before', 'lost']);
