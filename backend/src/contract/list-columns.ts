import { z } from 'zod';

/** Columns the list and its export can show. The name is always there, and always first: it opens the record. */
export const LIST_COLUMNS = [
  'name',
  'primaryId',
  'accountType',
  'recordType',
  'status',
  'notes',
  'researcher',
  'updatedAt',
  'statusDate',
  'expiryDate',
  'email',
  'userGroup',
  'jobDescription',
] as const;
export type ListColumn = (typeof LIST_COLUMNS)[number];

export const DEFAULT_COLUMNS =
  'name,primaryId,accountType,recordType,status,notes,researcher,updatedAt' satisfies string;

export const listColumnSchema = z.enum(LIST_COLUMNS);
/** The narrowest and the widest a column can be made, in pixels. */
export const COLUMN_WIDTH = { least: 64, most: 800 } as const;

function isColumn(name: string): name is ListColumn {
  return LIST_COLUMNS.some((column) => column === name);
}

function isChoice(value: string): boolean {
  const names = value.split(',');
  return names[0] === 'name' && names.every(isColumn) && new Set(names).size === names.length;
}

/** Shown columns in their order, as the URL carries them: `name,status,email`. */
export const columnsSchema = z.string().max(200, { message: 'text.too-long' }).refine(isChoice, {
  message: 'columns.invalid',
});

/** @param columns a value that `columnsSchema` accepted */
export function columnsOf(columns: string): ListColumn[] {
  return columns.split(',').filter(isColumn);
}
