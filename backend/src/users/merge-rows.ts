import { isDeepStrictEqual } from 'node:util';
import type { ListName, RowOperation } from '../contract/list-rows.js';
import type { FieldConflict } from '../contract/problems.js';
import type { LoggedChange } from './merge.js';
import type { RecordLists, Row } from './record-lists.js';
import { carries, content, FLAGS } from './record-lists.js';

/** A row somebody else touched after the base version: what it was there (null: not there yet), and who was last. */
export interface ForeignRow {
  base: Row | null;
  by: string;
  at: string;
}
export type ForeignRows = ReadonlyMap<string, ForeignRow>;

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && 'id' in value;
}

/** Folds the change log into one entry per row of a list that others touched. */
export function foreignRows(log: readonly LoggedChange[], list: ListName): Map<string, ForeignRow> {
  const found = new Map<string, ForeignRow>();
  for (const { by, at, fields } of log) {
    for (const { field, before, after } of fields) {
      if (field !== list) continue;
      const row = isRow(before) ? before : after;
      if (!isRow(row)) continue;
      const earlier = found.get(row.id);
      found.set(row.id, { base: earlier === undefined ? (isRow(before) ? before : null) : earlier.base, by, at });
    }
  }
  return found;
}

function mineOf(operation: RowOperation): object | null {
  return operation.op === 'remove' ? null : { id: operation.id, ...operation.row };
}

/** Do two rows say the same, flags aside? */
export function sameContent(one: object | null, other: object | null): boolean {
  if (one === null || other === null) return one === other;
  // A row as a person gives it lacks what the server adds (who wrote a note); only what both have can differ.
  const [left, right] = [content(one), content(other)] as [Record<string, unknown>, Record<string, unknown>];
  return Object.keys(left).every((key) => !(key in right) || isDeepStrictEqual(left[key], right[key]));
}

function rowConflict(operation: RowOperation, current: Row | null, foreign: ForeignRow): FieldConflict | null {
  const mine = mineOf(operation);
  if (sameContent(current, foreign.base) || sameContent(mine, current)) return null;
  return {
    field: `${operation.list}:${operation.id}`,
    base: foreign.base,
    mine,
    theirs: current,
    by: foreign.by,
    at: foreign.at,
  };
}

/** Two people who each prefer another row of one list disagree, though they touched different rows. */
function flagConflicts(
  list: ListName,
  operations: readonly RowOperation[],
  rows: readonly Row[],
  foreign: ForeignRows,
): FieldConflict[] {
  return FLAGS[list].flatMap((flag): FieldConflict[] => {
    const mine = operations.find((operation) => {
      if (operation.op === 'remove' || !carries(operation.row, flag)) return false;
      const base = foreign.get(operation.id)?.base ?? rows.find(({ id }) => id === operation.id);
      return base === undefined || !carries(base, flag);
    });
    const theirs = rows.find((row) => carries(row, flag));
    if (mine === undefined || theirs === undefined || theirs.id === mine.id) return [];
    const change = foreign.get(theirs.id);
    if (change === undefined || (change.base !== null && carries(change.base, flag))) return [];
    const base = [...foreign.values()].find((row) => row.base !== null && carries(row.base, flag))?.base ?? null;
    return [{ field: `${list}.${flag}`, base, mine: mineOf(mine), theirs, by: change.by, at: change.at }];
  });
}

/** The conflicts of the row operations of a save with what others did to the same rows since its base version. */
export function findRowConflicts(
  operations: readonly RowOperation[],
  lists: RecordLists,
  log: readonly LoggedChange[],
): FieldConflict[] {
  const names = [...new Set(operations.map(({ list }) => list))];
  return names.flatMap((list) => {
    const own = operations.filter((operation) => operation.list === list);
    const foreign = foreignRows(log, list);
    const rows: readonly Row[] = lists[list];
    const conflicts = own.flatMap((operation) => {
      const change = foreign.get(operation.id);
      if (change === undefined) return [];
      const current = rows.find(({ id }) => id === operation.id) ?? null;
      return rowConflict(operation, current, change) ?? [];
    });
    return [...conflicts, ...flagConflicts(list, own, rows, foreign)];
  });
}
