import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readSettings } from './settings.ts';
import { ChainmailStack } from './stack.ts';

/** `npx cdk synth` and `npx cdk deploy` run this; `-c environment=production` chooses the settings. */
const app = new App();
const settings = readSettings(app.node);
new ChainmailStack(app, 'Chainmail', { stackName: settings.stackName, settings });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
