import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { tableSchema } from '../lib/store/schema.ts';
import type { Settings } from './settings.ts';

/** The attribute by which DynamoDB deletes what has expired, in epoch seconds. */
const TTL_ATTRIBUTE = 'ttl';

type KeySchema = readonly [{ AttributeName: string }, { AttributeName: string }];

/**
 * The one table, as `lib/store/schema.ts` describes it. On demand, with point-in-time recovery; outside
 * development it can't be deleted, and stays when the stack is.
 */
export class ChainmailTable extends Construct {
  readonly table: Table;
  readonly indexNames: readonly string[];

  constructor(scope: Construct, id: string, { settings }: { settings: Settings }) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      ...keysOf(tableSchema.KeySchema as unknown as KeySchema),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: TTL_ATTRIBUTE,
      deletionProtection: settings.keepsData,
      removalPolicy: settings.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const { IndexName, KeySchema } of tableSchema.GlobalSecondaryIndexes) {
      this.table.addGlobalSecondaryIndex({
        indexName: IndexName,
        ...keysOf(KeySchema as unknown as KeySchema),
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    this.indexNames = tableSchema.GlobalSecondaryIndexes.map(({ IndexName }) => IndexName);
  }
}

/** All keys are strings; a test holds what comes out against the schema. */
const keysOf = ([partition, sort]: KeySchema) => ({
  partitionKey: { name: partition.AttributeName, type: AttributeType.STRING },
  sortKey: { name: sort.AttributeName, type: AttributeType.STRING },
});
