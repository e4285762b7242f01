import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** GET /health: that the API answers. Open to everyone, so it says nothing more and reads nothing. */
export const handler = async (): Promise<APIGatewayProxyStructuredResultV2> => ({
  statusCode: 200,
  headers: { 'Content-Type': 'application/json' },
  body: '{"status":"ok"}',
});
