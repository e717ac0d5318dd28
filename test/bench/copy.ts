import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { emailKey, identifierKey, nameSearch, sortName } from '../../backend/src/users/keys.js';
import type { Person } from './people.js';

type Value = string | boolean | readonly string[] | null;
type Row = readonly Value[];

/** A table that is filled by COPY: its columns, and what a person has in it. */
export interface CopiedTable {
  name: string;
  columns: string;
  rowsOf: (person: Person) => Row[];
}

function userRow(person: Person, isFeed: boolean): Row {
  const accountType = isFeed ? 'EXTERNAL' : person.accountType;
  const name = { ...person, prefFirstName: null, prefMiddleName: null, prefLastName: null };
  return [
    person.id,
    isFeed ? 'PUBLIC' : person.recordType,
    accountType,
    accountType === 'EXTERNAL' ? 'SIS' : null,
    person.primaryId,
    identifierKey(person.primaryId),
    person.firstName,
    person.middleName,
    person.lastName,
    person.gender,
    person.userGroup,
    person.jobCategory,
    person.jobDescription,
    person.campusCode,
    person.preferredLanguage,
    person.birthDate,
    person.expiryDate,
    person.purgeDate,
    person.status,
    person.isResearcher,
    sortName(name),
    nameSearch(name),
  ];
}

/** Given by hand: no feed of the bench has them. */
const ROLES: CopiedTable = {
  name: 'user_role',
  columns: 'id, user_id, role',
  rowsOf: ({ id, roles }) => roles.map((row) => [row.id, id, row.role]),
};

/** The tables of a load, in the order in which their keys allow it; a feed makes everybody its own. */
export function tablesOf(origin: 'institution' | 'feed'): CopiedTable[] {
  return [
    {
      name: 'users',
      columns: `id, record_type, account_type, external_id, primary_id, primary_id_key, first_name, middle_name,
        last_name, gender, user_group, job_category, job_description, campus_code, preferred_language, birth_date,
        expiry_date, purge_date, status, is_researcher, sort_name, name_search`,
      rowsOf: (person) => [userRow(person, origin === 'feed')],
    },
    {
      name: 'user_email',
      columns: 'id, user_id, address, address_key, types, preferred, external',
      rowsOf: ({ id, emails }) =>
        emails.map((row) => [row.id, id, row.address, emailKey(row.address), row.types, row.preferred, true]),
    },
    {
      name: 'user_identifier',
      columns: 'id, user_id, type, value, value_key, external',
      rowsOf: ({ id, identifiers }) =>
        identifiers.map((row) => [row.id, id, row.type, row.value, identifierKey(row.value), true]),
    },
    {
      name: 'user_note',
      columns: 'id, user_id, type, text, created_by',
      rowsOf: ({ id, notes }) => notes.map((row) => [row.id, id, 'OTHER', row.text, 'Rollcall']),
    },
    ...(origin === 'institution' ? [ROLES] : []),
  ];
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function cell(value: Value): string {
  if (value === null) return '\\N';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  const text = typeof value === 'string' ? value : `{${value.join(',')}}`;
  return text.replace(/[\\\t\n\r]/gu, (letter) => ESCAPES[letter] ?? letter);
}

const PIECE_ROWS = 500;

/** The table in COPY's text format, in pieces of some hundred rows. */
export function* copyText(table: CopiedTable, people: Iterable<Person>): Generator<string> {
  let piece: string[] = [];
  for (const person of people) {
    for (const row of table.rowsOf(person)) piece.push(`${row.map(cell).join('\t')}\n`);
    if (piece.length < PIECE_ROWS) continue;
    yield piece.join('');
    piece = [];
  }
  yield piece.join('');
}

/** Loads text of COPY's format into a table. */
export async function copyInto(
  client: ClientBase,
  table: CopiedTable,
  text: Iterable<string> | AsyncIterable<Buffer>,
): Promise<void> {
  const into = client.query(copyFrom(`copy ${table.name} (${table.columns}) from stdin`));
  await pipeline(Readable.from(text, { objectMode: false }), into);
}
