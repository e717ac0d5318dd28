import { FIELD_NAMES, type FieldName } from '../contract/users.js';
import { type Column, columnNames, columns, listsJson, rowDefinition } from '../users/list-tables.js';
import { LIST_NAMES } from './existing-record.js';

const DATES: ReadonlySet<FieldName> = new Set(['birthDate', 'expiryDate', 'purgeDate']);
const FIELDS = columns(...FIELD_NAMES.map((field) => `${field} ${DATES.has(field) ? 'date' : 'text'}`));
const DERIVED = columns('primaryIdKey text', 'sortName text', 'nameSearch text', 'statusDate date');
const OWNED = columns('version integer', 'externalId text', 'handEdited jsonb', 'isResearcher boolean');
const WRITTEN = [...OWNED, ...FIELDS, ...DERIVED];
const CREATED = [...columns('id uuid', 'accountType text'), ...WRITTEN];

/** The value of a column, taken out of the record set `r`. */
function value({ key }: Column): string {
  return key === 'nameSearch' ? `r."nameSearch"::tsvector` : `r."${key}"`;
}

/** Existing records by the keys of their primary identifiers ($1), with their place in the feed of job $2. */
export const READ_RECORDS = `
select u.id, u.version, u.primary_id_key as "primaryIdKey", u.account_type as "accountType",
  u.external_id as "externalId", u.status_date::text as "statusDate", u.is_researcher as "isResearcher",
  u.hand_edited as "handEdited",
  exists (select from researcher r where r.user_id = u.id) as "hasResearcherRecord",
  json_build_object(${FIELDS.map(({ column, key }) => `'${key}', u.${column}`).join(', ')}) as fields,
  json_build_object(${listsJson(LIST_NAMES)}) as lists,
  (select f.ordinal from feed_item f where f.job_id = $2 and f.user_id = u.id) as "seenAs"
from users u where u.primary_id_key collate "C" = any($1::text[])`;

export const UPDATE_USERS = `
update users u set (${columnNames(WRITTEN)}) = row(${WRITTEN.map(value).join(', ')}),
  updated_at = clock_timestamp(), lock_id = null
from jsonb_to_recordset($1::jsonb) as r (id uuid, ${rowDefinition(WRITTEN)}) where u.id = r.id`;

export const INSERT_USERS = `
insert into users (${columnNames(CREATED)}) select ${CREATED.map(value).join(', ')}
from jsonb_to_recordset($1::jsonb) as r (${rowDefinition(CREATED)})`;
