import type { ListColumn } from '../contract/list-columns.js';
import { columnsOf } from '../contract/list-columns.js';
import type { NameDisplay } from '../contract/names.js';
import { displayName } from '../contract/names.js';
import type { PermissionClass } from '../contract/permissions.js';
import { maySeeField } from '../contract/permissions.js';
import type { UserRow } from '../contract/user-list.js';

type Cell = (row: UserRow, display: NameDisplay) => string;

/** What an export writes for each column: codes as the API has them, days and times as ISO 8601. */
const CELLS: Record<ListColumn, Cell> = {
  name: (row, display) => displayName(row, display) || row.primaryId,
  primaryId: (row) => row.primaryId,
  accountType: (row) => row.accountType,
  recordType: (row) => row.recordType,
  status: (row) => row.status,
  notes: (row) => String(row.noteCount ?? ''),
  researcher: (row) => (row.isResearcher ? 'yes' : 'no'),
  updatedAt: (row) => row.updatedAt,
  statusDate: (row) => row.statusDate,
  expiryDate: (row) => row.expiryDate ?? '',
  email: (row) => row.preferredEmail ?? '',
  userGroup: (row) => row.userGroup ?? '',
  jobDescription: (row) => row.jobDescription ?? '',
};

/** The columns of an export that the reader may see. @param columns as `columnsSchema` accepted them */
export function exportColumns(columns: string, reader: PermissionClass): ListColumn[] {
  return columnsOf(columns).filter((column) => maySeeField(reader, column));
}

// Signs with which a spreadsheet begins a formula, wide ones too; `csv-stringify` puts an apostrophe before them.
const LOOKS_NEUTRALISED = /^'+[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/u;

/** The cells of a row. One that looks neutralised already gets a further apostrophe, so that neither is ambiguous. */
export function exportCells(row: UserRow, columns: readonly ListColumn[], display: NameDisplay): string[] {
  return columns
    .map((column) => CELLS[column](row, display))
    .map((cell) => (LOOKS_NEUTRALISED.test(cell) ? `'${cell}` : cell));
}
