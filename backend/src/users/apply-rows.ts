import type { ListName, RowOperation } from '../contract/list-rows.js';
import type { FieldError } from '../contract/problems.js';
import { keepsPlace } from './list-tables.js';
import type { RecordLists, Row } from './record-lists.js';
import { carries, FLAGS } from './record-lists.js';
import type { ForeignRows } from './merge-rows.js';

/** What the server adds to rows that people give: who wrote a note, and when; whether the directory brought a role. */
export interface RowStamp {
  writer: string;
  /** User id of the writer; null for the system. */
  writerId: string | null;
  /** ISO time. */
  now: string;
  byDirectory: boolean;
}

/** A role stays the directory's while it is the same role; one that becomes another is of whoever made it so. */
function stampedRole(row: object, before: Row | undefined, { byDirectory }: RowStamp): object {
  const isSame = before !== undefined && keepsPlace('roles', before, row);
  return { ...row, fromDirectory: isSame && 'fromDirectory' in before ? before.fromDirectory : byDirectory };
}

function stamped(list: ListName, row: object, before: Row | undefined, stamp: RowStamp): object {
  if (list === 'roles') return stampedRole(row, before, stamp);
  if (list !== 'notes') return row;
  const { writer, writerId, now } = stamp;
  const written =
    before !== undefined && 'createdBy' in before
      ? before
      : { createdBy: writer, createdById: writerId, createdAt: now };
  const { createdBy, createdById, createdAt } = written;
  return { ...row, createdBy, createdById, createdAt };
}

function withFlag(row: Row, flag: 'preferred' | 'preferredSms', on: boolean): Row {
  return carries(row, flag) === on ? row : { ...row, [flag]: on };
}

/** Whose flag a person moved in this save: a flag that merely came along unchanged moves nothing. */
function movedTo(
  flag: 'preferred' | 'preferredSms',
  operations: readonly RowOperation[],
  rows: readonly Row[],
  foreign: ForeignRows,
): { id: string; on: boolean } | null {
  const moves = operations.flatMap((operation) => {
    if (operation.op === 'remove') return [];
    const base = foreign.get(operation.id)?.base ?? rows.find(({ id }) => id === operation.id);
    const on = carries(operation.row, flag);
    return on === (base !== undefined && carries(base, flag)) ? [] : [{ id: operation.id, on }];
  });
  return moves.findLast(({ on }) => on) ?? moves.at(-1) ?? null;
}

function settleFlags(
  list: ListName,
  next: readonly Row[],
  operations: readonly RowOperation[],
  rows: readonly Row[],
  foreign: ForeignRows,
): Row[] {
  let settled = [...next];
  for (const flag of FLAGS[list]) {
    const moved = movedTo(flag, operations, rows, foreign);
    const holder =
      moved?.on === true ? moved.id : settled.find((row) => carries(row, flag) && row.id !== moved?.id)?.id;
    // Something must be the default as long as there is anything (S070); text messages may go to nobody.
    const chosen =
      holder ?? (flag === 'preferred' ? (settled.find(({ id }) => id !== moved?.id) ?? settled[0])?.id : undefined);
    settled = settled.map((row) => withFlag(row, flag, row.id === chosen));
  }
  return settled;
}

function applyToList(
  list: ListName,
  operations: readonly RowOperation[],
  rows: readonly Row[],
  foreign: ForeignRows,
  stamp: RowStamp,
): { rows: Row[]; errors: FieldError[] } {
  const next = new Map(rows.map((row) => [row.id, row]));
  const errors: FieldError[] = [];
  for (const operation of operations) {
    const before = next.get(operation.id);
    if (operation.op === 'remove') next.delete(operation.id);
    else if (operation.op === 'change' && before === undefined) {
      errors.push({ path: `${list}.${operation.id}`, code: 'row.not-found' });
    } else {
      const flags = Object.fromEntries(
        FLAGS[list].map((flag) => [flag, before !== undefined && carries(before, flag)]),
      );
      const row = { id: operation.id, ...stamped(list, operation.row, before, stamp), ...flags };
      next.set(operation.id, row as Row);
    }
  }
  return { rows: settleFlags(list, [...next.values()], operations, rows, foreign), errors };
}

/** The lists of a record after the operations of a save; lists nobody touched are the same objects. */
export function applyRows(
  operations: readonly RowOperation[],
  lists: RecordLists,
  foreignOf: (list: ListName) => ForeignRows,
  stamp: RowStamp,
): { lists: RecordLists; errors: FieldError[] } {
  const next: Record<ListName, Row[]> = { ...lists };
  const errors: FieldError[] = [];
  for (const list of new Set(operations.map((operation) => operation.list))) {
    const own = operations.filter((operation) => operation.list === list);
    const applied = applyToList(list, own, lists[list], foreignOf(list), stamp);
    next[list] = applied.rows;
    errors.push(...applied.errors);
  }
  return { lists: next as RecordLists, errors };
}
