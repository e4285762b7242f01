import { hubSpotDescription } from '../lib/dialects/hubspot/openapi/description.ts';
import { serveDocument } from '../lib/openapi/serve-document.ts';

/** GET /openapi/hubspot.json. */
export const handler = serveDocument(hubSpotDescription);
