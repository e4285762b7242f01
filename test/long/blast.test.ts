import { large } from '../blast/blast.ts';
import { blastTests, killedBlastTest } from '../blast/blast-tests.ts';

blastTests(large);
killedBlastTest(large);
