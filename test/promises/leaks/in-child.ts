// Loaded into every process that a test starts, before its program (`node --import`).

/** These only emulate AWS, and are started dozens of times to be killed: they have nothing that is captured. */
const EMULATORS = /\/(?:crash-server|queue\/serve)\.ts$/;

if (!EMULATORS.test(process.argv[1] ?? '')) (await import('./capture.ts')).captureAll();
