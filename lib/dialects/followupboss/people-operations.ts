import { type Person, updatePerson } from '../../domain/person.ts';
import { ApiError } from '../../errors.ts';
import type { ApiAnswer, ApiRequest, Operation } from '../../http/api.ts';
import { invalidField } from '../../http/issues.ts';
import { invocation } from '../../invocation.ts';
import { beginErasure, type ErasureContext } from '../../protocol/erase-person.ts';
import { getPerson } from '../../store/people.ts';
import { leadsTo, readLeads } from '../../store/person-addresses.ts';
import { changePerson, type Duplicates, postPerson, removePerson } from '../../store/person-changes.ts';
import type { Table } from '../../store/table.ts';
import { askedKeys } from './contact-point.ts';
import { exportPerson } from './export-person.ts';
import { notFound, pathId } from './ids.ts';
import { listPeople } from './list-people.ts';
import { parsePerson, refuseTooLong } from './person.ts';
import { everyField, parseFields, renderPerson } from './render-person.ts';

/** `/v1/people`, as Follow Up Boss documents it; what it leaves open is said where it is decided. */
export function peopleOperations(context: Omit<ErasureContext, 'now'>): Record<string, Operation> {
  const { table } = context;
  return {
    'POST /v1/people': async ({ caller, body, query, now }) => {
      const duplicates = parseDuplicates(query);
      const { person, created } = await postPerson(table, caller.account, parsePerson(body), {
        duplicates,
        now,
        check: refuseTooLong,
      });
      return { status: created ? 201 : 200, body: renderPerson(person, everyField), person: person.id };
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
      const id = pathId(request);
      const found = parseErase(request)
        ? await beginErasure(account, id, { ...context, now: invocation().now })
        : await removePerson(table, account, id, request.now);
      if (!found) throw notFound();
      return { status: 200, body: {} };
    },

    'GET /v1/people/{id}/export': (request) => exportPerson(table, request),

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

/**
 * Whether a person shall be forgotten for good, with their whole history. Everybody may delete people, as in Follow
 * Up Boss, where that can be undone; this can't, so it is for those who run the account.
 * @throws ApiError `invalid` naming the parameter, `forbidden`
 */
function parseErase({ query, caller: { role } }: ApiRequest): boolean {
  const erase = parseYesOrNo(query, 'erase') ?? false;
  if (erase && role === 'agent') {
    throw new ApiError('forbidden', `Only owner and admin keys may erase people, not ${role} keys.`);
  }
  return erase;
}

function parseYesOrNo(query: Record<string, string>, name: string): boolean | undefined {
  const value = query[name]?.toLowerCase();
  if (value === undefined || value === '') return undefined;
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw invalidField(name, 'not true or false');
}
