import { SingleBar } from 'cli-progress';

/** Columns of a step's name, and of what it came to. */
const TITLE = 34;
const SUMMARY = 36;

/** How long the work takes is only known while it lasts: it says how far it is, out of the step's total. */
export type Progress = (done: number) => void;

/**
 * Does one step of the work and says so in a line. On a terminal a bar shows how far it is; elsewhere, in a log
 * say, there is the line alone.
 *
 * @param total what the step's progress counts up to
 * @param work gives its result and, in a few words, what it came to
 */
export async function showStep<Result>(
  title: string,
  total: number,
  work: (progress: Progress) => Promise<[Result, string]>,
): Promise<Result> {
  const started = performance.now();
  const { stdout } = process;
  const bar = stdout.isTTY ? startBar(title, total) : undefined;
  if (!bar) stdout.write(title.padEnd(TITLE));
  try {
    const [result, summary] = await work((done) => bar?.update(done));
    bar?.stop();
    const seconds = `${((performance.now() - started) / 1_000).toFixed(1)} s`;
    const line = `${summary.padEnd(SUMMARY)}${seconds.padStart(8)}\n`;
    stdout.write(bar ? title.padEnd(TITLE) + line : line);
    return result;
  } catch (error) {
    bar?.stop();
    if (!bar) stdout.write('\n');
    throw error;
  }
}

function startBar(title: string, total: number): SingleBar {
  const bar = new SingleBar({
    stream: process.stdout,
    format: `${title.padEnd(TITLE)}{bar} {value}/{total}`,
    barsize: 28,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    clearOnComplete: true,
    // Left on, as a demo that is interrupted could not put it on again.
    linewrap: true,
  });
  bar.start(total, 0);
  return bar;
}
