import type { z } from 'zod';
import type { TableRow } from '#contract/code-tables.ts';

/** The rows with this one changed where it stands, or added at the end. */
export function withRow(rows: readonly TableRow[], row: TableRow): TableRow[] {
  const at = rows.findIndex(({ code }) => code === row.code);
  return at === -1 ? [...rows, row] : rows.with(at, row);
}

export function withoutRow(rows: readonly TableRow[], code: string): TableRow[] {
  return rows.filter((row) => row.code !== code);
}

/** The rows with one moved by a place; at an end it stays. */
export function moved(rows: readonly TableRow[], code: string, by: -1 | 1): TableRow[] {
  const at = rows.findIndex((row) => row.code === code);
  const [row, other] = [rows[at], rows[at + by]];
  if (row === undefined || other === undefined) return [...rows];
  return rows.with(at, other).with(at + by, row);
}

/** What the table's schema says against this row beside the others: a message key by field. */
export function rowErrors(schema: z.ZodType, others: readonly TableRow[], row: TableRow): ReadonlyMap<string, string> {
  const parsed = schema.safeParse([...others, row]);
  const issues = parsed.success ? [] : parsed.error.issues.filter(({ path }) => path[0] === others.length);
  // The first thing that is wrong with a field comes last, and stays.
  return new Map(issues.reverse().map(({ path, message }) => [String(path[1]), message]));
}
