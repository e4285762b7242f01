import { join } from 'node:path';
import { run } from './run.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const CDK = join(ROOT, 'node_modules', '.bin', 'cdk');

export interface Deployment {
  stackName: string;
  /** A folder for what the CDK writes. */
  scratch: string;
}

/** The outputs of the stack, by their names. */
export const outputsFile = ({ scratch }: Deployment): string => join(scratch, 'outputs.json');

/**
 * Deploys with the plain `cdk` to wherever the SDK's variables point.
 * @param project the folder to deploy from: this one, or a copy with other code in it
 */
export async function deploy(deployment: Deployment, project = ROOT): Promise<void> {
  await cdk(deployment, project, ['deploy', `--outputs-file=${outputsFile(deployment)}`]);
}

export const bootstrap = (deployment: Deployment): Promise<void> => cdk(deployment, ROOT, ['bootstrap']);

export const destroy = (deployment: Deployment): Promise<void> =>
  cdk(deployment, ROOT, ['destroy', '--force']);

/** An emulator has the API as a path, as its host can't be resolved everywhere. */
export const apiByPath = (id: string): string => `${process.env.AWS_ENDPOINT_URL}/_aws/execute-api/${id}`;

/**
 * A redeploy of the emulator kills an invocation, which AWS lets end. Its messages come back six timeouts later:
 * 90 s rather than 6 min.
 */
const PROCESSOR_TIMEOUT_SECONDS = 15;

async function cdk({ stackName, scratch }: Deployment, cwd: string, args: string[]): Promise<void> {
  const context = [
    `stackName=${stackName}`,
    `processorTimeoutSeconds=${PROCESSOR_TIMEOUT_SECONDS}`,
    `publicUrl=${apiByPath('{apiId}')}`,
  ];
  const options = [`--output=${join(scratch, 'cdk.out')}`, ...context.map((one) => `--context=${one}`)];
  await run(CDK, [...args, ...options], {
    cwd,
    env: { CDK_HOME: join(scratch, 'cdk') },
  });
}
