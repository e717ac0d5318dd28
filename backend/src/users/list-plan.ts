import { isDeepStrictEqual } from 'node:util';
import type { FieldChange } from '../contract/changes.js';
import type { ListName } from '../contract/list-rows.js';
import { LIST_NAMES } from '../contract/list-rows.js';
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

/** What a statement writes of each list; `parameters` are in the order of `lists`. */
interface Batch {
  lists: ListName[];
  parameters: unknown[];
}

/** One statement for all lists that have something to write: a save is a conversation, and every turn costs. */
async function writeAll(unit: Unit, { lists, parameters }: Batch, textOf: (list: ListName, at: number) => string) {
  const texts = lists.map((list, at) => textOf(list, at + 1));
  const parts = texts.map((text, at) => `part${at} as (${text})`);
  if (parts.length > 0) await unit.sql(`with ${parts.join(', ')} select`, parameters);
}

/**
 * First half of writing lists, for any number of records at once. Rows go before rows come: an identifier that
 * moves from one user to another must never exist twice. A changed row is taken out and put back under its id, so
 * that no order of updates can have two preferred rows.
 */
export async function removeRows(unit: Unit, records: readonly RecordPlan[]): Promise<void> {
  const batch: Batch = { lists: [], parameters: [] };
  for (const list of LIST_NAMES) {
    const ids = records.flatMap(({ lists }) => [
      ...(lists[list]?.removed ?? []).map(({ id }) => id),
      ...(lists[list]?.changed ?? []).map(({ before }) => before.id),
    ]);
    if (ids.length === 0) continue;
    batch.lists.push(list);
    batch.parameters.push(ids);
  }
  await writeAll(unit, batch, deleteRows);
}

/** Second half of writing lists; the users exist by now. */
export async function putRows(unit: Unit, records: readonly RecordPlan[]): Promise<void> {
  const batch: Batch = { lists: [], parameters: [] };
  for (const list of LIST_NAMES) {
    const rows = records.flatMap(({ id: userId, lists }) =>
      [...(lists[list]?.added ?? []), ...(lists[list]?.changed ?? []).map(({ after }) => after)].map((row) => ({
        ...row,
        userId,
        ...derivedOf(list, row),
      })),
    );
    if (rows.length === 0) continue;
    batch.lists.push(list);
    batch.parameters.push(JSON.stringify(rows));
  }
  await writeAll(unit, batch, insertRows);
}
