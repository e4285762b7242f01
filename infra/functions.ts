import { Construct } from 'constructs';
import { functionNames } from './bundle.ts';
import { ChainmailFunction } from './function.ts';
import { functionNeeds } from './function-needs.ts';
import type { EventQueue } from './queue.ts';
import type { Settings } from './settings.ts';
import type { ChainmailTable } from './table.ts';

/** Where CloudWatch keeps the figures that the functions write to their logs. */
export const METRICS_NAMESPACE = 'Chainmail';

export interface FunctionsProps {
  settings: Settings;
  table: ChainmailTable;
  queue: EventQueue;
}

/** The Lambda functions: one for each file in `functions/`, with what `functionNeeds` says it needs. */
export class Functions extends Construct {
  readonly all: readonly ChainmailFunction[];

  constructor(scope: Construct, id: string, { settings, table, queue }: FunctionsProps) {
    super(scope, id);
    this.all = functionNames.map((name) => {
      const needs = functionNeeds[name];
      if (!needs) throw new Error(`functions/${name}.ts is missing in infra/function-needs.ts.`);
      const made = new ChainmailFunction(this, name, { name, needs, settings });
      if (needs.table.length > 0) {
        made.mayCallTable(table.table.tableArn, needs.table);
        made.function.addEnvironment('CHAINMAIL_TABLE', table.table.tableName);
      }
      for (const index of needs.indexes ?? []) {
        made.mayCallTable(`${table.table.tableArn}/index/${index}`, ['Query']);
      }
      if (needs.queue) {
        for (const use of needs.queue) made.mayUseQueue(queue.queue.queueArn, use);
        made.function.addEnvironment('CHAINMAIL_QUEUE_URL', queue.queue.queueUrl);
      }
      if (needs.knowsProcessorTimeout) {
        made.function.addEnvironment(
          'CHAINMAIL_PROCESSOR_TIMEOUT_MS',
          String(settings.processorTimeoutSeconds * 1_000),
        );
      }
      return made;
    });
    const processor = this.byName('event-processor').function;
    processor.addEnvironment('POWERTOOLS_METRICS_NAMESPACE', METRICS_NAMESPACE);
  }

  /** @throws Error if there is no such file in `functions/` */
  byName(name: string): ChainmailFunction {
    const found = this.all.find((one) => one.name === name);
    if (!found) throw new Error(`There is no functions/${name}.ts.`);
    return found;
  }
}
