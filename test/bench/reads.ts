import type { Client } from 'pg';
import type { ListQueryInput } from '../../backend/src/contract/user-list.js';
import { NAME_WEIGHT, nameQuery, words } from '../../backend/src/users/keys.js';
import { encodeCursor } from '../../backend/src/users/list-cursor.js';
import { personOf } from './people.js';
import type { RawRead } from './raw-server.js';

/** One kind of reading: the same questions for both sides, each a path and query. */
export interface Read {
  name: string;
  /** What the questions have in common, for the report. */
  note: string;
  /** The list's state for each question; none for reading a record. */
  lists: ListQueryInput[];
  ours: string[];
  raw: string[];
}

/** Questions of each kind, so that no single row stays in every cache. */
const QUESTIONS = 100;
const NAMES = 20;
const TAB = 'users';

export function listPath(query: ListQueryInput): string {
  const entries = Object.entries(query).map(([key, value]) => [key, String(value)]);
  return `/api/users?${new URLSearchParams(entries).toString()}`;
}

function rawPath(name: RawRead, query: Record<string, string> = {}): string {
  return `/${name}?${new URLSearchParams(query).toString()}`;
}

/** Numbers of people spread over the whole list, the same in every run. */
function spread(users: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => Math.floor(((at + 0.5) * users) / count));
}

function listRead(name: string, note: string, lists: ListQueryInput[], raw: string[]): Read {
  return { name, note, lists, ours: lists.map(listPath), raw };
}

async function deepPage(client: Client, users: number): Promise<Read> {
  const { rows } = await client.query<{ key: string; id: string }>(
    'select sort_name as key, id from users order by sort_name, id offset $1 limit $2',
    [Math.floor(users / 2), QUESTIONS],
  );
  return listRead(
    'deep page',
    'by cursor from the middle of the list',
    rows.map((row) => ({
      tab: TAB,
      cursor: encodeCursor({ sort: 'name', direction: 'asc', side: 'after', ...row }),
    })),
    rows.map((row) => rawPath('deep', row)),
  );
}

interface NameKind {
  name: string;
  by: 'name' | 'lastName';
  fragments: (name: string) => string[];
  /** Users it must find at least and at most. */
  found: readonly [number, number];
}

function parts(name: string, length: number): string[] {
  return Array.from({ length: Math.max(0, name.length - length) }, (_, at) => name.slice(at, at + length));
}

function nameKinds(users: number): NameKind[] {
  return [
    { name: 'name prefix', by: 'lastName', fragments: (name) => [name.slice(0, 4)], found: [1, users / 100] },
    { name: 'rare part of a name', by: 'name', fragments: (name) => parts(name, 5), found: [1, 25] },
    { name: 'broad part of a name', by: 'name', fragments: (name) => parts(name, 2), found: [users / 20, users] },
  ];
}

async function countName(client: Client, query: string | null): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'select count(*)::int as count from users where name_search @@ $1::tsquery',
    [query],
  );
  return rows[0]?.count ?? 0;
}

function queryOf(fragment: string, by: NameKind['by']): string | null {
  return nameQuery(fragment, by === 'lastName' ? NAME_WEIGHT.lastName : '');
}

/** Last names in plain letters, so that the same fragment is typed in any script's company. */
function* lastNames(users: number): Generator<string> {
  for (const number of spread(users, 2000)) {
    const name = words(personOf(number).lastName).find((word) => /^[a-z]{6,}$/u.test(word));
    if (name !== undefined) yield name;
  }
}

/** Fragments of names that are found as often as the kind says, and how often. */
async function fragmentsOf(client: Client, users: number, kind: NameKind): Promise<Map<string, number>> {
  const counted = new Map<string, number>();
  const found = new Map<string, number>();
  const [least, most] = kind.found;
  for (const name of lastNames(users)) {
    for (const fragment of kind.fragments(name)) {
      if (counted.has(fragment)) continue;
      const count = await countName(client, queryOf(fragment, kind.by));
      counted.set(fragment, count);
      if (count >= least && count <= most) found.set(fragment, count);
      if (found.size === NAMES) return found;
    }
  }
  if (found.size === 0) throw new Error(`no name has what "${kind.name}" looks for`);
  return found;
}

async function nameSearch(client: Client, users: number, kind: NameKind): Promise<Read> {
  const found = await fragmentsOf(client, users, kind);
  const counts = [...found.values()];
  return listRead(
    kind.name,
    `finds ${Math.min(...counts)} to ${Math.max(...counts)} users, counted up to 10,000`,
    [...found.keys()].map((q) => ({ tab: TAB, by: kind.by, q })),
    [...found.keys()].map((q) => rawPath('name', { q: queryOf(q, kind.by) ?? '' })),
  );
}

/** Lists by all filters, one after the other; the raw side has been taught what the portal asks for them. */
export function filteredRead(lists: ListQueryInput[]): Read {
  const note = `${lists.length} lists, by each filter in each order, and by several`;
  return listRead(
    'any filters and order',
    note,
    lists,
    lists.map((_, at) => `/question?at=${String(at)}`),
  );
}

/** Everything that is read, with its questions drawn from what is in the database. */
export async function readsOf(client: Client, users: number): Promise<Read[]> {
  const persons = spread(users, QUESTIONS).map(personOf);
  const emails = persons.flatMap((person) => person.emails.slice(0, 1).map(({ address }) => address));
  const identifiers = persons.flatMap((person) => person.identifiers.slice(0, 1).map(({ value }) => value));
  const names: Read[] = [];
  for (const kind of nameKinds(users)) names.push(await nameSearch(client, users, kind));
  return [
    listRead('first page', '25 rows with total', [{ tab: TAB }], [rawPath('first')]),
    await deepPage(client, users),
    listRead(
      'exact e-mail',
      'finds one user',
      emails.map((q) => ({ tab: TAB, by: 'email', q })),
      emails.map((q) => rawPath('email', { q })),
    ),
    listRead(
      'exact identifier',
      'finds one user',
      identifiers.map((q) => ({ tab: TAB, by: 'identifier', q })),
      identifiers.map((q) => rawPath('identifier', { q })),
    ),
    ...names,
    {
      name: 'read one record',
      note: 'whole record with its lists',
      lists: [],
      ours: persons.map(({ id }) => `/api/users/${id}`),
      raw: persons.map(({ id }) => rawPath('record', { id })),
    },
  ];
}
