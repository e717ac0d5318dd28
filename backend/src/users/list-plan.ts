import { isDeepStrictEqual } from 'node:util';
import type { FieldChange } from '../contract/changes.js';
import type { ListName } from '../contract/list-rows.js';
import { LIST_NAMES } from '../contract/list-rows.js';
import type { Statement } from '../platform/database/statement.js';
import { deleteRows, derivedOf, insertRows, keepsPlace, updateRows } from './list-tables.js';

/** What becomes of the rows of one list. Every row is whole, as the history keeps it. */
export interface ListPlan<T extends { id: string }> {
  added: T[];
  changed: { before: T; after: T }[];
  removed: T[];
}

/** The plans of one record's lists; lists that stay as they are may be missing. */
export interface RecordPlan {
  id: string;
  lists: Partial<Record<ListName, ListPlan<{ id: string }>>>;
}

export function compareRows<T extends { id: string }>(before: readonly T[], after: readonly T[]): ListPlan<T> {
  const old = new Map(before.map((row) => [row.id, row]));
  const kept = new Set(after.map((row) => row.id));
  const plan: ListPlan<T> = { added: [], changed: [], removed: before.filter((row) => !kept.has(row.id)) };
  for (const row of after) {
    const known = old.get(row.id);
    if (known === undefined) plan.added.push(row);
    else if (known !== row && !isDeepStrictEqual(known, row)) plan.changed.push({ before: known, after: row });
  }
  return plan;
}

/** A plan as the change log keeps it: one entry per row. */
export function rowChanges<T extends { id: string }>(field: ListName, plan: ListPlan<T>): FieldChange[] {
  return [
    ...plan.removed.map((before) => ({ field, before, after: null })),
    ...plan.changed.map(({ before, after }) => ({ field, before, after })),
    ...plan.added.map((after) => ({ field, before: null, after })),
  ];
}

/**
 * First half of writing lists, for any number of records at once. Rows go before rows come: an identifier that
 * moves from one user to another must never exist twice. A row whose unique key changes is taken out and put back
 * under its id, so that no order of updates can have two preferred rows.
 */
export function rowsOut(records: readonly RecordPlan[]): Statement[] {
  return LIST_NAMES.flatMap((list): Statement[] => {
    const ids = records.flatMap(({ lists }) => [
      ...(lists[list]?.removed ?? []),
      ...(lists[list]?.changed ?? []).flatMap(({ before, after }) => (keepsPlace(list, before, after) ? [] : [before])),
    ]);
    return ids.length === 0
      ? []
      : [
          deleteRows(
            list,
            ids.map(({ id }) => id),
          ),
        ];
  });
}

/** Second half of writing lists. The rows' users exist by then, or are written by the same statement. */
export function rowsIn(records: readonly RecordPlan[]): Statement[] {
  return LIST_NAMES.flatMap((list): Statement[] => {
    const put: object[] = [];
    const updated: object[] = [];
    for (const { id: userId, lists } of records) {
      const { added = [], changed = [] } = lists[list] ?? {};
      for (const row of added) put.push({ ...row, userId, ...derivedOf(list, row) });
      for (const { before, after } of changed) {
        const rows = keepsPlace(list, before, after) ? updated : put;
        rows.push({ ...after, userId, ...derivedOf(list, after) });
      }
    }
    return [
      ...(put.length === 0 ? [] : [insertRows(list, put)]),
      ...(updated.length === 0 ? [] : [updateRows(list, updated)]),
    ];
  });
}
