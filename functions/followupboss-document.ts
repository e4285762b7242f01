import { followUpBossDescription } from '../lib/dialects/followupboss/openapi/description.ts';
import { serveDocument } from '../lib/openapi/serve-document.ts';

/** GET /openapi/followupboss.json. */
export const handler = serveDocument(followUpBossDescription);
