import { isDeepStrictEqual } from 'node:util';
import type { FieldChange } from '../contract/changes.js';
import type { ListName } from '../contract/list-rows.js';
import { LIST_NAMES } from '../contract/list-rows.js';
import { runTogether, type Statement } from '../platform/database/statement.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { deleteRows, derivedOf, insertRows } from './list-tables.js';

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
 * moves from one user to another must never exist twice. A changed row is taken out and put back under its id, so
 * that no order of updates can have two preferred rows.
 */
export async function removeRows(unit: Unit, records: readonly RecordPlan[]): Promise<void> {
  const statements = LIST_NAMES.flatMap((list): Statement[] => {
    const ids = records.flatMap(({ lists }) => [
      ...(lists[list]?.removed ?? []).map(({ id }) => id),
      ...(lists[list]?.changed ?? []).map(({ before }) => before.id),
    ]);
    return ids.length === 0 ? [] : [deleteRows(list, ids)];
  });
  await runTogether(unit, statements);
}

/**
 * Second half of writing lists.
 * @param owners what writes the rows' users in the same turn; without it they exist by now
 */
export async function putRows(unit: Unit, records: readonly RecordPlan[], ...owners: Statement[]): Promise<void> {
  const statements = LIST_NAMES.flatMap((list): Statement[] => {
    const rows = records.flatMap(({ id: userId, lists }) =>
      [...(lists[list]?.added ?? []), ...(lists[list]?.changed ?? []).map(({ after }) => after)].map((row) => ({
        ...row,
        userId,
        ...derivedOf(list, row),
      })),
    );
    return rows.length === 0 ? [] : [insertRows(list, rows)];
  });
  await runTogether(unit, [...owners, ...statements]);
}
