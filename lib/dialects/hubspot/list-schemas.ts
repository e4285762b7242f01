import type { Operation } from '../../http/api.ts';

/**
 * `GET /crm/v3/schemas`: the custom objects of an account, of which there never are any. tap-hubspot and Airbyte
 * ask for them before any stream, and fail without an answer (facts/hubspot-and-outreach.md, A2).
 */
export const listSchemas: Operation = async () => ({ status: 200, body: { results: [] } });
