import { nameOf, type Person } from '../../domain/person.ts';
import { isCustomName } from './custom-names.ts';
import { renderTime } from './time.ts';

/** A person as Follow Up Boss gives it, with the fields that are wanted, and always the id. */
export function renderPerson(person: Person, wanted: (field: string) => boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries({ ...renderFields(person), customFields: person.customFields, ...person.custom }).filter(
      ([field]) => field === 'id' || wanted(field),
    ),
  );
}

/** In the answer to a write everything is told. */
export const everyField = (): boolean => true;

/**
 * The parameter `fields`: a list of names, with `allCustom` for all custom fields and `allFields` for all.
 * Without it all but the custom ones. Unknown names are ignored, the id is always there.
 */
export function parseFields(fields: string | undefined): (field: string) => boolean {
  const isCustom = (field: string) => field === 'customFields' || isCustomName(field);
  if (!fields) return (field) => !isCustom(field);
  const names = new Set(fields.split(',').map((field) => field.trim()));
  return (field) => names.has(field) || names.has('allFields') || (names.has('allCustom') && isCustom(field));
}

function renderFields(person: Person) {
  const {
    id,
    created,
    updated,
    lastActivity,
    contacted,
    picture,
    custom: _,
    customFields: __,
    ...rest
  } = person;
  const points = (list: Person['emails']) =>
    list.map(({ value, type, isPrimary, status }) => ({ value, type, isPrimary: isPrimary ? 1 : 0, status }));
  return {
    id,
    created: renderTime(created),
    updated: renderTime(updated),
    createdVia: 'API',
    lastActivity: renderTime(lastActivity),
    name: nameOf(person),
    ...rest,
    contacted: contacted ? 1 : 0,
    emails: points(person.emails),
    phones: points(person.phones),
    collaborators: person.collaborators.map((collaborator) => ({
      ...collaborator,
      assigned: collaborator.id === person.assignedUserId,
    })),
    picture: picture === null ? null : { small: picture },
  };
}
