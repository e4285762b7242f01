import { type Person, updatePerson } from '../../domain/person.ts';
import { ApiError } from '../../errors.ts';
import type { ApiAnswer, ApiRequest, Operation } from '../../http/api.ts';
import { invalidField } from '../../http/issues.ts';
import { getPerson } from '../../store/people.ts';
import { leadsTo, readLeads } from '../../store/person-addresses.ts';
import { changePerson, type Duplicates, postPerson, removePerson } from '../../store/person-changes.ts';
import type { Table } from '../../store/table.ts';
import { askedKeys } from './contact-point.ts';
import { notFound, pathId } from './ids.ts';
import { listPeople } from './list-people.ts';
import { parsePerson, refuseTooLong } from './person.ts';
import { everyField, parseFields, renderPerson } from './render-person.ts';

/** `/v1/people`, as Follow Up Boss documents it; what it leaves open is said where it is decided. */
export function peopleOperations(table: Table): Record<string, Operation> {
  return {
    'POST /v1/people': async ({ caller, body, query, now }) => {
      const duplicates = parseDuplicates(query);
      const { person, created } = await postPerson(table, caller.account, parsePerson(body), {
        duplicates,
        now,
        check: refuseTooLong,
      });
      return { status: created ? 201 : 200, body: renderPerson(person, everyField) };
    },

    'GET /v1/people/{id}': async (request) => {
      const stored = await getPerson(table, request.caller.account, pathId(request));
      if (!stored) throw notFound();
      return { status: 200, body: renderPerson(stored.person, parseFields(request.query.fields)) };
    },

    'PUT /v1/people/{id}': async (request) => {
      const { caller, body, query, now } = request;
      const sent = parsePerson(body);
      const mergeTags = parseYesOrNo(query, 'mergeTags') ?? false;
      const change = (person: Person, at: number) => {
        const changed = updatePerson(person, sent, at, { mergeTags });
        refuseTooLong(changed);
        return changed;
      };
      const person = await changePerson(table, caller.account, pathId(request), change, now);
      if (!person) throw notFound();
      return { status: 200, body: renderPerson(person, everyField) };
    },

    'DELETE /v1/people/{id}': async (request) => {
      const { account } = request.caller;
      if (!(await removePerson(table, account, pathId(request), request.now))) throw notFound();
      return { status: 200, body: {} };
    },

    'GET /v1/people': (request) => listPeople(table, request),

    'GET /v1/people/checkDuplicate': (request) => checkDuplicate(table, request),
  };
}

async function checkDuplicate(table: Table, { caller, query }: ApiRequest): Promise<ApiAnswer> {
  const { email = '', phone = '' } = query;
  if (email === '' && phone === '') {
    throw new ApiError('invalid', "Missing required field 'email' or 'phone'.");
  }
  const keys = askedKeys(email, phone);
  const match = leadsTo(await readLeads(table, caller.account, keys), keys);
  const stored = match && (await getPerson(table, caller.account, match.person));
  if (!stored) return { status: 200, body: { found: false } };
  const { assignedTo } = stored.person;
  return { status: 200, body: { found: true, matchedBy: match.by, assignedTo } };
}

/**
 * The live API never merges and gives the match back with `deduplicate=true`; the how-to merges and calls it
 * `dedupe`. Unless it is said otherwise we merge.
 */
function parseDuplicates(query: Record<string, string>): Duplicates {
  const asked = parseYesOrNo(query, 'deduplicate');
  if (asked === true) return 'keep';
  return asked === false || parseYesOrNo(query, 'dedupe') === false ? 'create' : 'merge';
}

function parseYesOrNo(query: Record<string, string>, name: string): boolean | undefined {
  const value = query[name]?.toLowerCase();
  if (value === undefined || value === '') return undefined;
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw invalidField(name, 'not true or false');
}
