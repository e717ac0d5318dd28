import type { ListName } from '../contract/list-rows.js';
import { LIST_NAMES } from '../contract/list-rows.js';
import { isoTime } from '../platform/database/iso-time.js';
import type { Statement } from '../platform/database/statement.js';
import { emailKey, identifierKey } from './keys.js';

/** A column and the key under which its value travels. */
export interface Column {
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
  /** Keys of which some combination is unique: a row in which one of them changes gives up its place first. */
  unique: string[];
}

function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `key type` pairs to columns; the column is the key in snake case. */
export function columns(...described: string[]): Column[] {
  return described.map((description) => {
    const [key = '', type = ''] = description.split(' ');
    return { key, type, column: snake(key) };
  });
}

const LIST_TABLES: Record<ListName, ListTable> = {
  emails: {
    table: 'user_email',
    columns: columns(
      ...['id uuid', 'address text', 'types text[]', 'description text', 'preferred boolean', 'external boolean'],
    ),
    derived: columns('addressKey text'),
    unique: ['preferred'],
  },
  phones: {
    table: 'user_phone',
    columns: columns(
      ...['id uuid', 'number text', 'types text[]', 'preferred boolean', 'preferredSms boolean', 'external boolean'],
    ),
    derived: [],
    unique: ['preferred', 'preferredSms'],
  },
  addresses: {
    table: 'user_address',
    columns: columns(
      ...['id uuid', 'lines text[]', 'city text', 'stateProvince text', 'postalCode text', 'country text'],
      ...['note text', 'startDate date', 'endDate date', 'types text[]', 'preferred boolean', 'external boolean'],
    ),
    derived: [],
    unique: ['preferred'],
  },
  identifiers: {
    table: 'user_identifier',
    columns: columns(...['id uuid', 'type text', 'value text', 'note text', 'active boolean', 'external boolean']),
    derived: columns('valueKey text'),
    unique: ['type', 'value'],
  },
  notes: {
    table: 'user_note',
    columns: columns(
      ...['id uuid', 'type text', 'text text', 'userViewable boolean', 'popup boolean', 'external boolean'],
      ...['createdBy text', 'createdById uuid', 'createdAt timestamptz'],
    ),
    derived: [],
    unique: [],
  },
  roles: {
    table: 'user_role',
    columns: columns(
      ...['id uuid', 'role text', 'scope text', 'active boolean', 'expiryDate date', 'fromDirectory boolean'],
    ),
    derived: [],
    unique: ['role', 'scope'],
  },
};

/** The list whose rows a table keeps; the keys of identifiers are kept beside theirs. */
export function listOfTable(table: string): ListName {
  return LIST_NAMES.find((list) => LIST_TABLES[list].table === table) ?? 'identifiers';
}

/** Column names, as an insert or update lists them. */
export const columnNames = (list: readonly Column[]): string => list.map(({ column }) => column).join(', ');
/** Keys and types, as `jsonb_to_recordset` declares them. */
export const rowDefinition = (list: readonly Column[]): string =>
  list.map(({ key, type }) => `"${key}" ${type}`).join(', ');

function jsonPair({ column, key, type }: Column): string {
  return `'${key}', ${type === 'timestamptz' ? isoTime(`r.${column}`) : `r.${column}`}`;
}

/** SQL for the named lists of `users u`, as the pairs of a `json_build_object`; rows in the order they were added. */
export function listsJson(names: readonly ListName[]): string {
  return names
    .map((list) => {
      const { table, columns: own } = LIST_TABLES[list];
      return `'${list}', coalesce((select json_agg(json_build_object(${own.map(jsonPair).join(', ')}) order by r.id)
    from ${table} r where r.user_id = u.id), '[]'::json)`;
    })
    .join(',\n  ');
}

type Text = Statement['text'];
const ofEach = (make: (table: ListTable) => Text): Record<ListName, Text> =>
  Object.fromEntries(LIST_NAMES.map((list) => [list, make(LIST_TABLES[list])])) as Record<ListName, Text>;
const values = (list: readonly Column[]): string => list.map(({ key }) => `r."${key}"`).join(', ');

const INSERT = ofEach(({ table, columns: own, derived }) => {
  const all = [...columns('userId uuid'), ...own, ...derived];
  const head = `insert into ${table} (${columnNames(all)}) select ${values(all)}`;
  const rows = `as r (${rowDefinition(all)})`;
  return (at) => `${head} from jsonb_to_recordset($${String(at)}::jsonb) ${rows}`;
});
const UPDATE = ofEach(({ table, columns: own, derived }) => {
  const all = [...own, ...derived];
  const written = all.filter(({ key }) => key !== 'id');
  const head = `update ${table} t set (${columnNames(written)}) = row(${values(written)})`;
  const rows = `as r (${rowDefinition(all)}) where t.id = r.id`;
  return (at) => `${head} from jsonb_to_recordset($${String(at)}::jsonb) ${rows}`;
});

/** Inserts rows, each with its `userId` and derived values. */
export function insertRows(list: ListName, rows: readonly object[]): Statement {
  return { text: INSERT[list], parameters: [JSON.stringify(rows)] };
}

/** Writes rows in place, each with its derived values; none of their unique keys has changed. */
export function updateRows(list: ListName, rows: readonly object[]): Statement {
  return { text: UPDATE[list], parameters: [JSON.stringify(rows)] };
}

/** May a row be written in place, or is its unique key on the move to another? */
export function keepsPlace(list: ListName, before: object, after: object): boolean {
  return LIST_TABLES[list].unique.every((key) => Reflect.get(before, key) === Reflect.get(after, key));
}

/** Deletes the rows with these ids. */
export function deleteRows(list: ListName, ids: readonly string[]): Statement {
  const text = (at: number): string => `delete from ${LIST_TABLES[list].table} where id = any($${String(at)}::uuid[])`;
  return { text, parameters: [ids] };
}

/** Columns of a list's row that follow from others. */
export function derivedOf(list: ListName, row: object): Record<string, string> {
  if (list === 'emails' && 'address' in row) return { addressKey: emailKey(String(row.address)) };
  if (list === 'identifiers' && 'value' in row) return { valueKey: identifierKey(String(row.value)) };
  return {};
}
