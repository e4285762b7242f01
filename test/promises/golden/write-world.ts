import { mock } from 'node:test';
import { featuresOfAll } from './features.ts';
import { knownFeatures } from './known-features.ts';
import { leave } from './leave.ts';
import { record } from './record.ts';
import { addWorld, readWorlds } from './world.ts';

// `node test/promises/golden/write-world.ts 'what is new'`: see README.md.

const about = process.argv[2];
if (!about) throw new Error('Say in a sentence what is new in how items are written.');
process.env.POWERTOOLS_LOG_LEVEL = 'ERROR';

const worlds = readWorlds();
const known = knownFeatures(worlds.map(([, world]) => world));
const left = await leave();
const added = featuresOfAll(left).difference(known);
if (added.size === 0) {
  console.log('There is a fixture already for every form of item that is written.');
} else {
  // As of when it was written, as the test will read it.
  mock.timers.enable({ apis: ['Date'], now: left.now });
  const name = `${String(worlds.length + 1).padStart(2, '0')}.json`;
  addWorld(name, await record(about, left));
  console.log(`${name} has:\n${[...added].sort().join('\n')}`);
}
process.exit(0);
