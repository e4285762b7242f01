import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readSettings, type Settings } from '../../infra/settings.ts';
import { ChainmailStack } from '../../infra/stack.ts';

const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {
  context: Record<string, unknown>;
};

export interface Synthesized {
  development: Template;
  production: Template;
  withDomain: Template;
  /** What cdk-nag has against it, by rule and construct. */
  findings: string[];
}

/**
 * Both environments of `cdk.json`, synthesized as `npx cdk synth` does, but for the bundles: they take seconds, have
 * tests of their own, and no template says what is in them.
 */
export function synthesize(): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'chainmail-synth-'));
  try {
    const app = new App({
      context: { ...context, [BUNDLING_STACKS]: [] },
      outdir,
      analyticsReporting: false,
    });
    const stackOf = (environment: string, changes: Partial<Settings> = {}) => {
      const settings = { ...readSettings(app.node, environment), ...changes };
      const { stackName } = settings;
      return new ChainmailStack(app, stackName, { stackName, settings });
    };
    const development = stackOf('development');
    const production = stackOf('production');
    const withDomain = stackOf('production', {
      stackName: 'chainmail-with-a-domain',
      domainName: 'events.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1',
    });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const exitCode = process.exitCode;
    app.synth();
    // A finding sets it, and would fail the run of the tests without saying where.
    process.exitCode = exitCode;
    return {
      development: Template.fromStack(development),
      production: Template.fromStack(production),
      withDomain: Template.fromStack(withDomain),
      findings: readFindings(outdir),
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

interface ValidationReport {
  pluginReports: { violations: { ruleName: string; violatingConstructs?: { constructPath?: string }[] }[] }[];
}

const readFindings = (outdir: string): string[] =>
  (JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as ValidationReport).pluginReports
    .flatMap(({ violations }) => violations)
    .map(({ ruleName, violatingConstructs = [] }) =>
      [ruleName, ...violatingConstructs.map(({ constructPath }) => constructPath)].join(' '),
    );
