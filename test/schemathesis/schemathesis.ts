import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { installProgram } from '../python-program.ts';

/** Makes requests of an OpenAPI document, also such that it forbids, and looks whether the answers are as it says. */
const PACKAGE = 'schemathesis==4.32.5';
const FOLDER = '.schemathesis';

export const install = (): Promise<string> => installProgram(PACKAGE, 'schemathesis', FOLDER);

/** The other checks ask for what is not so: that whatever the document allows exists, or can't be said in it. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'ignored_auth',
];
/** The document's examples, each limit of each field, and chance. */
const PHASES = ['examples', 'coverage', 'fuzzing'];
const EXAMPLES = 20;
/** The same requests every time. */
const SEED = 1;

/**
 * Tests the API at a URL against a document of it.
 * @param scratch a folder for all that it writes
 * @returns whether all was as documented, and what it printed
 */
export async function testAgainst(
  program: string,
  { url, document, key, scratch }: { url: string; document: string; key: string; scratch: string },
): Promise<{ passed: boolean; output: string }> {
  const options = [
    ...['--auth', `${key}:`, '--seed', String(SEED), '--generation-database', 'none'],
    ...['--checks', CHECKS.join(','), '--phases', PHASES.join(','), '--max-examples', String(EXAMPLES)],
    ...['--continue-on-failure', '--no-color'],
  ];
  const child = spawn(program, ['run', `${url}/openapi/${document}.json`, ...options], {
    cwd: scratch,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: scratch, TMPDIR: scratch },
  });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  process.off('exit', endWithUs);
  return { passed: code === 0, output: output + errors };
}
