import { small } from '../blast/blast.ts';
import { blastTests } from '../blast/blast-tests.ts';

blastTests(small);
