import type { Change } from '../contract/changes.js';
import { isoTime } from '../platform/database/iso-time.js';
import type { AppendedEntry, Facets } from '../platform/database/change-log.js';

/** A change as the server knows it: with what the record counts as, which is not sent. */
export type LoggedChange = Change & { facets: Facets };

/** What is left of a change of somebody who was deleted: its place in the sequence (docs/decisions/deletion.md). */
export interface ErasedChange {
  seq: number;
  action: 'erased';
}
export type TailChange = LoggedChange | ErasedChange;

export type ChangeRow = Omit<Change, 'restoredFrom'> & Facets & { restoredFrom: number | null };
export type TailRow = ChangeRow | (Omit<ChangeRow, 'action'> & ErasedChange);

export const CHANGE_COLUMNS = `seq::int as seq, record_id as "recordId", version, action, record_name as "recordName",
  actor, source, job_id as "jobId", ${isoTime('at')} as at, record_type as "recordType", account_type as "accountType", status, unit, fields,
  restored_from::int as "restoredFrom"`;

export function toChange({ recordType, accountType, status, unit, restoredFrom, ...change }: ChangeRow): LoggedChange {
  const facets = { recordType, accountType, status, unit };
  return restoredFrom === null ? { ...change, facets } : { ...change, restoredFrom, facets };
}

export function toTailChange(row: TailRow): TailChange {
  return row.action === 'erased' ? { seq: row.seq, action: row.action } : toChange(row);
}

/** An entry this node has just written, as it would be read. */
export function ofAppended({ actor, fields, restoredFrom, ...entry }: AppendedEntry): LoggedChange {
  const { name, source, jobId } = actor;
  const change = { ...entry, fields: [...fields], actor: name, source, jobId };
  return restoredFrom === undefined ? change : { ...change, restoredFrom };
}
