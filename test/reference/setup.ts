import { inject } from 'vitest';

/** Leads the tables of tests to DynamoDB Local: see `test/store/embedded-table.ts`. */
process.env.CHAINMAIL_TEST_DYNAMODB = inject('dynamoDb');
