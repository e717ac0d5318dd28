import type { NameDisplay, NameParts } from '../contract/names.js';
import { displayName, nameInText } from '../contract/names.js';
import type { ErasedPerson } from '../platform/database/erasure.js';
import type { Unit } from '../platform/database/unit-of-work.js';

const NAME = `select primary_id as "primaryId", first_name as "firstName", middle_name as "middleName",
  last_name as "lastName", pref_first_name as "prefFirstName", pref_middle_name as "prefMiddleName",
  pref_last_name as "prefLastName" from users where id = $1`;
// The history remembers names and identifiers that the record no longer has.
const NAMES = `select actor as word from change_log where actor_id = $1
union select record_name from change_log where record_id = $1
union select started_by from job where started_by_id = $1`;
const IN_HISTORY = `from change_log l, jsonb_array_elements(l.fields) f,
  lateral (values (f -> 'before'), (f -> 'after')) as side (value) where l.record_id = $1`;
const IDENTIFIERS = `select primary_id as word from users where id = $1
union select value from user_identifier where user_id = $1
union select coalesce(side.value ->> 'value', side.value #>> '{}') ${IN_HISTORY}
  and f ->> 'field' in ('primaryId', 'identifiers')`;
const EMAILS = `select address as word from user_email where user_id = $1
union select side.value ->> 'address' ${IN_HISTORY} and f ->> 'field' = 'emails'`;

async function words(unit: Unit, statement: string, id: string): Promise<string[]> {
  const rows = await unit.sql<{ word: string | null }>(statement, [id]);
  return rows.flatMap(({ word }) => (word === null || word === '' ? [] : word));
}

/** What a user was ever called, gathered while the record and its history are still there. */
export async function personOf(unit: Unit, id: string, display: NameDisplay): Promise<ErasedPerson> {
  const [name] = await unit.sql<NameParts & { primaryId: string }>(NAME, [id]);
  const own =
    name === undefined ? [] : [displayName(name, display), nameInText(name, display)].filter((word) => word !== '');
  return {
    id,
    names: [...new Set([...own, ...(await words(unit, NAMES, id))])],
    identifiers: await words(unit, IDENTIFIERS, id),
    emails: await words(unit, EMAILS, id),
  };
}
