import * as fc from 'fast-check';

// Properties repeat exactly from run to run; `CHAINMAIL_TEST_SEED=2 npm test` tries other values.
fc.configureGlobal({ seed: Number(process.env.CHAINMAIL_TEST_SEED ?? 1) });
