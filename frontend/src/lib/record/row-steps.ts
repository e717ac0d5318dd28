import type { AccountType } from '#contract/codes.ts';
import { LIST_NAMES, type RowOperation } from '#contract/list-rows.ts';
import type { FieldConflict } from '#contract/problems.ts';
import { targetOf, type Operation, type SaveUser, type UserRecord } from '#contract/users.ts';
import {
  baseOf,
  carries,
  divergedFlags,
  FLAGS,
  find,
  isFulfilled,
  isSent,
  keepEdit,
  listOf,
  moverOf,
  rebase,
  rowDiverged,
  rowKey,
  rowOperation,
  rowsOf,
  sameContent,
  sameRow,
  sawHolder,
  withoutFlag,
  type Flag,
  type RowEdit,
  type RowEdits,
  type ShownRow,
} from './draft-rows.ts';

/** What the way between draft and server does to rows: sending, receiving, conflicts. */

export function operations(rows: RowEdits, server: UserRecord, owner: AccountType): RowOperation[] {
  return [...rows.values()].map((edit) => rowOperation(server, edit, owner));
}

/** For each row the newest version at which it was as the person saw it. */
export function baseVersions(rows: RowEdits, server: UserRecord): number[] {
  return [...rows.values()].map((edit) => {
    const held = rowDiverged(server, edit) || divergedFlags(server, edit).length > 0;
    return held ? edit.baseVersion : Math.max(edit.baseVersion, server.version);
  });
}

/** Takes newer lists in. `touched` rows are not what they were, `arrived` are those of them nobody edits here. */
export function receive(
  rows: RowEdits,
  before: UserRecord,
  after: UserRecord,
): { rows: RowEdits; touched: string[]; arrived: string[] } {
  const kept = new Map(rows);
  const touched: string[] = [];
  for (const list of LIST_NAMES) {
    const [was, is] = [rowsOf(before, list), rowsOf(after, list)];
    if (was === is) continue;
    for (const id of new Set([...was, ...is].map((row) => row.id))) {
      if (!sameRow(find(was, id), find(is, id))) touched.push(rowKey(list, id));
    }
  }
  for (const key of touched) {
    const edit = kept.get(key);
    if (edit !== undefined && isFulfilled(edit, find(rowsOf(after, edit.list), edit.id))) kept.delete(key);
  }
  return { rows: kept, touched, arrived: touched.filter((key) => !rows.has(key)) };
}

/** After a save was stored. */
export function saved(rows: RowEdits, sent: SaveUser, server: UserRecord): RowEdits {
  let kept = rows;
  for (const operation of sent.operations) {
    const edit = kept.get(targetOf(operation));
    if (operation.op === 'set' || edit === undefined) continue;
    if (isSent(edit, operation)) {
      kept = new Map([...kept].filter(([key]) => key !== targetOf(operation)));
    } else {
      kept = keepEdit(kept, rebase(edit, rowsOf(server, edit.list), server.version), server);
    }
  }
  return kept;
}

function asRow(value: unknown): ShownRow | null {
  return typeof value === 'object' && value !== null && 'id' in value ? (value as ShownRow) : null;
}

/** `phones.preferred` says which flag of which list two people moved. */
function flagOf({ field }: FieldConflict): Flag | null {
  const list = listOf(field);
  if (list === null) return null;
  return FLAGS[list].find((flag) => field === `${list}.${flag}`) ?? null;
}

function editOf(rows: RowEdits, conflict: FieldConflict): RowEdit | undefined {
  const [list, flag] = [listOf(conflict.field), flagOf(conflict)];
  return list !== null && flag !== null ? moverOf(rows, list, flag) : rows.get(conflict.field);
}

/** The field or row whose edit is in conflict. */
export function targetOfConflict(rows: RowEdits, conflict: FieldConflict): string {
  const edit = editOf(rows, conflict);
  return edit === undefined ? conflict.field : rowKey(edit.list, edit.id);
}

/** The person had already seen what the server calls theirs: it is for them to overwrite. */
export function isSettled(rows: RowEdits, conflict: FieldConflict): boolean {
  const edit = editOf(rows, conflict);
  if (edit === undefined) return false;
  const [theirs, flag] = [asRow(conflict.theirs), flagOf(conflict)];
  if (flag !== null) return theirs !== null && sawHolder(edit, flag, theirs.id);
  return sameContent(theirs, baseOf(edit));
}

/** Rows the server had nothing against are good up to its version. */
export function knownGood(rows: RowEdits, sent: readonly Operation[], version: number): RowEdits {
  const next = new Map(rows);
  for (const operation of sent) {
    const edit = next.get(targetOf(operation));
    if (edit === undefined) continue;
    next.set(targetOf(operation), { ...edit, baseVersion: Math.max(edit.baseVersion, version) });
  }
  return next;
}

/** The list with the one row as the conflict says it is now. */
function groundWith(server: UserRecord, edit: RowEdit, id: string, theirs: ShownRow | null): ShownRow[] {
  const others = rowsOf(server, edit.list).filter((row) => row.id !== id);
  return theirs === null ? others : [...others, theirs];
}

export function resolve(
  rows: RowEdits,
  server: UserRecord,
  conflict: FieldConflict,
  version: number,
  mine: boolean,
): RowEdits {
  const edit = editOf(rows, conflict);
  if (edit === undefined) return rows;
  const [theirs, flag] = [asRow(conflict.theirs), flagOf(conflict)];
  if (flag !== null && !mine) return keepEdit(rows, withoutFlag(edit, flag), server);
  if (mine) {
    const ground = groundWith(server, edit, flag === null ? edit.id : (theirs?.id ?? edit.id), theirs);
    return keepEdit(rows, rebase(edit, ground, version), server);
  }
  return new Map([...rows].filter(([key]) => key !== conflict.field));
}

export function ownConflicts(
  rows: RowEdits,
  server: UserRecord,
  arrivals: ReadonlyMap<string, { by: string | null; at: string }>,
): FieldConflict[] {
  return [...rows.values()].flatMap((edit): FieldConflict[] => {
    const stored = rowsOf(server, edit.list);
    const mine = edit.row === null ? null : { id: edit.id, ...edit.row };
    const conflict = (field: string, base: object | null, theirs: ShownRow | null): FieldConflict => {
      const arrival = arrivals.get(rowKey(edit.list, theirs?.id ?? edit.id));
      return { field, base, mine, theirs, by: arrival?.by ?? '', at: arrival?.at ?? server.updatedAt };
    };
    const own = rowDiverged(server, edit)
      ? [conflict(rowKey(edit.list, edit.id), baseOf(edit), find(stored, edit.id))]
      : [];
    const flags = divergedFlags(server, edit).map((flag) => {
      const theirs = stored.find((row) => carries(row, flag));
      return conflict(`${edit.list}.${flag}`, null, theirs ?? null);
    });
    return [...own, ...flags];
  });
}
