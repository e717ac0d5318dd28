import { isoTime } from '../platform/database/iso-time.js';
import { FIELD_NAMES, type FieldName } from '../contract/users.js';
import type { ListName } from './existing-record.js';

/** A column and the key under which its value travels. */
interface Column {
  column: string;
  key: string;
  type: string;
}

interface ListTable {
  table: string;
  /** Columns that are a row's own, as history and screens know them. */
  columns: Column[];
  /** Columns derived on writing. */
  derived: Column[];
}

function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `key type` pairs to columns; the column is the key in snake case. */
function columns(...described: string[]): Column[] {
  return described.map((description) => {
    const [key = '', type = ''] = description.split(' ');
    return { key, type, column: snake(key) };
  });
}

export const LIST_TABLES: Record<ListName, ListTable> = {
  emails: {
    table: 'user_email',
    columns: columns(
      ...['id uuid', 'address text', 'types text[]', 'description text', 'preferred boolean', 'external boolean'],
    ),
    derived: columns('addressKey text'),
  },
  phones: {
    table: 'user_phone',
    columns: columns(
      ...['id uuid', 'number text', 'types text[]', 'preferred boolean', 'preferredSms boolean', 'external boolean'],
    ),
    derived: [],
  },
  addresses: {
    table: 'user_address',
    columns: columns(
      ...['id uuid', 'lines text[]', 'city text', 'stateProvince text', 'postalCode text', 'country text'],
      ...['note text', 'startDate date', 'endDate date', 'types text[]', 'preferred boolean', 'external boolean'],
    ),
    derived: [],
  },
  identifiers: {
    table: 'user_identifier',
    columns: columns(...['id uuid', 'type text', 'value text', 'note text', 'active boolean', 'external boolean']),
    derived: columns('valueKey text'),
  },
  notes: {
    table: 'user_note',
    columns: columns(
      ...['id uuid', 'type text', 'text text', 'userViewable boolean', 'popup boolean', 'external boolean'],
      ...['createdBy text', 'createdAt timestamptz'],
    ),
    derived: [],
  },
};

const DATES: ReadonlySet<FieldName> = new Set(['birthDate', 'expiryDate', 'purgeDate']);
const FIELDS = columns(...FIELD_NAMES.map((field) => `${field} ${DATES.has(field) ? 'date' : 'text'}`));
const DERIVED = columns('primaryIdKey text', 'sortName text', 'nameSearch text', 'statusDate date');
const WRITTEN = [...columns('version integer', 'isResearcher boolean'), ...FIELDS, ...DERIVED];
const CREATED = [...columns('id uuid', 'accountType text', 'externalId text'), ...WRITTEN];

const names = (list: readonly Column[]): string => list.map(({ column }) => column).join(', ');
const record = (list: readonly Column[]): string => list.map(({ key, type }) => `"${key}" ${type}`).join(', ');

/** The value of a column, taken out of the record set `r`. */
function value({ key }: Column): string {
  return key === 'nameSearch' ? `r."nameSearch"::tsvector` : `r."${key}"`;
}

function jsonPair({ column, key, type }: Column): string {
  return `'${key}', ${type === 'timestamptz' ? isoTime(`r.${column}`) : `r.${column}`}`;
}

function listJson(list: ListName): string {
  const { table, columns: own } = LIST_TABLES[list];
  return `'${list}', coalesce((select json_agg(json_build_object(${own.map(jsonPair).join(', ')}) order by r.id)
    from ${table} r where r.user_id = u.id), '[]'::json)`;
}

/** Existing records by the keys of their primary identifiers ($1), with their place in the feed of job $2. */
export const READ_RECORDS = `
select u.id, u.version, u.primary_id_key as "primaryIdKey", u.account_type as "accountType",
  u.external_id as "externalId", u.status_date::text as "statusDate", u.is_researcher as "isResearcher",
  json_build_object(${FIELDS.map(({ column, key }) => `'${key}', u.${column}`).join(', ')}) as fields,
  json_build_object(${(Object.keys(LIST_TABLES) as ListName[]).map(listJson).join(', ')}) as lists,
  (select f.ordinal from feed_item f where f.job_id = $2 and f.user_id = u.id) as "seenAs"
from users u where u.primary_id_key collate "C" = any($1::text[])`;

export const UPDATE_USERS = `
update users u set (${names(WRITTEN)}) = row(${WRITTEN.map(value).join(', ')}),
  updated_at = clock_timestamp(), lock_id = null
from jsonb_to_recordset($1::jsonb) as r (id uuid, ${record(WRITTEN)}) where u.id = r.id`;

export const INSERT_USERS = `
insert into users (${names(CREATED)}) select ${CREATED.map(value).join(', ')}
from jsonb_to_recordset($1::jsonb) as r (${record(CREATED)})`;

export function insertRows(list: ListName): string {
  const { table, columns: own, derived } = LIST_TABLES[list];
  const all = [...columns('userId uuid'), ...own, ...derived];
  return `insert into ${table} (${names(all)}) select ${all.map(value).join(', ')}
from jsonb_to_recordset($1::jsonb) as r (${record(all)})`;
}

export function deleteRows(list: ListName): string {
  return `delete from ${LIST_TABLES[list].table} where id = any($1::uuid[])`;
}
