import { Validations } from 'aws-cdk-lib';
import type { Api } from './api.ts';

/** Where the stack is not what cdk-nag expects, and why. */
export function acknowledgeExceptions({ api }: { api: Api }): void {
  Validations.of(api).acknowledge({
    id: 'AwsSolutions::AwsSolutions-APIG4',
    reason:
      'The functions check the key themselves, before they read anything of a tenant: keys stand hashed in the table, ' +
      'an unknown one is answered in the dialect of its path, and a Lambda authorizer would be a second invocation ' +
      'and a second read for every request. Only /health is open, and what no route matches is told nothing.',
  });
}
