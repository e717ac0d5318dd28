import type { PermissionClass } from '#contract/permissions.ts';
import { maySeeField } from '#contract/permissions.ts';
import { columnsOf, DEFAULT_COLUMNS, LIST_COLUMNS, type ListColumn } from '#contract/list-columns.ts';
import type { ListPreferences } from '#contract/preferences.ts';
import type { ListQuery } from '#contract/user-list.ts';

/** Columns by whose order a page can be read, and by which sort. */
export const SORTED_COLUMNS: Partial<Record<ListColumn, ListQuery['sort']>> = {
  name: 'name',
  primaryId: 'primaryId',
  status: 'statusDate',
  statusDate: 'statusDate',
};

/** Where a narrow window leaves a column of the usual set out. Columns somebody arranged are always shown. */
const LEFT_OUT: Partial<Record<ListColumn, string>> = {
  primaryId: 'max-xl:hidden',
  accountType: 'max-lg:hidden',
  recordType: 'max-lg:hidden',
  notes: 'max-sm:hidden',
  researcher: 'max-md:hidden',
  updatedAt: 'max-[1360px]:hidden',
};

/** Did somebody arrange the columns, by choosing, pinning or sizing them? */
export function isArranged(columns: string, { pinned, widths }: Pick<ListPreferences, 'pinned' | 'widths'>): boolean {
  return columns !== DEFAULT_COLUMNS || pinned.length > 0 || Object.keys(widths).length > 0;
}

export function visibility(arranged: boolean, column: ListColumn): string {
  return arranged ? '' : (LEFT_OUT[column] ?? '');
}

/** The columns of the list after the name, as far as the reader may see them. */
export function factColumns(columns: string, reader: PermissionClass): ListColumn[] {
  return columnsOf(columns).filter((column) => column !== 'name' && maySeeField(reader, column));
}

/** Every column the reader can choose from: the shown ones first, in their order. */
export function choosableColumns(columns: string, reader: PermissionClass): ListColumn[] {
  const shown = factColumns(columns, reader);
  const others = LIST_COLUMNS.filter((column) => column !== 'name' && maySeeField(reader, column));
  return [...new Set([...shown, ...others])];
}

/** The column one place nearer to the beginning (-1) or the end (1); unchanged at either end. */
export function moved<T>(list: readonly T[], item: T, by: -1 | 1): T[] {
  const from = list.indexOf(item);
  const to = from + by;
  const other = list[to];
  if (from < 0 || other === undefined) return [...list];
  return list.map((one, at) => (at === from ? other : at === to ? item : one));
}
