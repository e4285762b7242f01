import { followUpBossDescription } from '../lib/dialects/followupboss/openapi/description.ts';
import { hubSpotDescription } from '../lib/dialects/hubspot/openapi/description.ts';
import { documentOf, type OpenApiDocument } from '../lib/openapi/document.ts';

const made = new Map<string, OpenApiDocument>();

/** The document of each dialect, by its name in the path. */
export const documents = {
  followupboss: () => once('followupboss', () => documentOf(followUpBossDescription, '/')),
  hubspot: () => once('hubspot', () => documentOf(hubSpotDescription, '/')),
};
export type DocumentName = keyof typeof documents;

function once(name: string, make: () => OpenApiDocument): OpenApiDocument {
  const document = made.get(name) ?? make();
  made.set(name, document);
  return document;
}
