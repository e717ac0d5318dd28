import type { Change, FieldChange } from './changes.js';
import type { UserRow } from './user-list.js';
import type { UserRecord } from './users.js';

/** What a change did to a copy: `stale` means the copy missed something and must be read again. */
export type Applied<T> = { state: 'applied' | 'old'; value: T } | { state: 'gone' } | { state: 'stale' };

const LISTS = ['emails', 'phones', 'addresses', 'identifiers', 'notes', 'roles'] as const;
type ListName = (typeof LISTS)[number];

function isList(field: string): field is ListName {
  return (LISTS as readonly string[]).includes(field);
}

function rowId(row: unknown): string | null {
  return typeof row === 'object' && row !== null && 'id' in row && typeof row.id === 'string' ? row.id : null;
}

/** Versions decide: a change not newer than the copy is old, one that skips a version leaves the copy stale. */
function order(copy: { version: number }, change: Change): 'next' | 'old' | 'stale' | 'gone' {
  if (change.action === 'deleted' || change.action === 'gone') return 'gone';
  if (change.version <= copy.version) return 'old';
  if (change.version !== copy.version + 1) return 'stale';
  return 'next';
}

function applyToList(rows: { id: string }[], change: FieldChange): { id: string }[] {
  const removed = rowId(change.before);
  const kept = removed === null ? rows : rows.filter((row) => row.id !== removed);
  if (rowId(change.after) === null) return kept;
  const after = change.after as { id: string };
  const at = rows.findIndex((row) => row.id === after.id);
  return at < 0 ? [...kept, after] : rows.map((row) => (row.id === after.id ? after : row));
}

/** Applies one change to an open record. Idempotent: the same frame twice, or out of order, ends in one state. */
export function applyToRecord(record: UserRecord, change: Change): Applied<UserRecord> {
  const place = order(record, change);
  if (place === 'gone' || place === 'stale') return { state: place };
  if (place === 'old') return { state: 'old', value: record };
  const next: Record<string, unknown> = { ...record, version: change.version, seq: change.seq, updatedAt: change.at };
  for (const field of change.fields) {
    if (!isList(field.field)) next[field.field] = field.after;
    else next[field.field] = applyToList((next[field.field] as { id: string }[] | undefined) ?? [], field);
  }
  return { state: 'applied', value: next as UserRecord };
}

/** Applies one change to a row of the list; fields the row does not show are passed over. */
export function applyToRow(row: UserRow, change: Change): Applied<UserRow> {
  const place = order(row, change);
  if (place === 'gone' || place === 'stale') return { state: place };
  if (place === 'old') return { state: 'old', value: row };
  const next: Record<string, unknown> = { ...row, version: change.version, updatedAt: change.at };
  let { noteCount } = row;
  for (const field of change.fields) {
    if (field.field === 'notes') {
      noteCount = (noteCount ?? 0) + Number(field.before === null) - Number(field.after === null);
    } else if (field.field === 'emails' || field.field === 'roles') {
      return { state: 'stale' }; // which address is preferred, which roles count today, shows only in the whole list
    } else if (field.field in row) {
      next[field.field] = field.after;
    }
  }
  return { state: 'applied', value: { ...(next as UserRow), ...(noteCount === undefined ? {} : { noteCount }) } };
}
