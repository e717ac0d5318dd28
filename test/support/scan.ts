import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestPortal } from './portal.js';

// Whatever can hold rows, in every schema but the database's own: a table added tomorrow is looked at tomorrow.
const COLUMNS = `
select format('%I.%I', n.nspname, c.relname) as table, a.attname as column
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast'
order by 1, 2`;

/** Columns of the whole database in which the word stands, as text or as bytes, whatever their case. */
export async function columnsWith(portal: TestPortal, word: string): Promise<string[]> {
  const columns = await portal.query<{ table: string; column: string }>(COLUMNS);
  const found: string[] = [];
  for (const { table, column } of columns) {
    const [row] = await portal.query<{ count: number }>(
      `select count(*)::int as count from ${table}
      where strpos(lower("${column}"::text), lower($1)) > 0 or strpos("${column}"::text, encode($1::text::bytea, 'hex')) > 0`,
      [word],
    );
    if ((row?.count ?? 0) > 0) found.push(`${table.replace(/^public\./u, '')}.${column}`);
  }
  return found;
}

/** Files below a folder in whose name or content the word stands. */
export async function filesWith(folder: string, word: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path, 'latin1');
    if (`${path}\n${content}`.toLowerCase().includes(word.toLowerCase())) found.push(path);
  }
  return found;
}
