import type { ListColumn } from '#contract/list-columns.ts';
import { m } from '#lib/paraglide/messages.js';

/** What a column is called above the list and in its chooser. */
export function columnLabel(column: ListColumn): string {
  return m[`users.column.${column}`]();
}
