import type { Change } from '../contract/changes.js';
import { isoTime } from '../platform/database/iso-time.js';
import type { Facets } from '../platform/database/change-log.js';

/** A change as the server knows it: with what the record counts as, which is not sent. */
export type LoggedChange = Change & { facets: Facets };

export type ChangeRow = Omit<Change, 'restoredFrom'> & Facets & { restoredFrom: number | null };

export const CHANGE_COLUMNS = `seq::int as seq, record_id as "recordId", version, action, record_name as "recordName",
  actor, source, job_id as "jobId", ${isoTime('at')} as at, record_type as "recordType", account_type as "accountType", status, fields,
  restored_from::int as "restoredFrom"`;

export function toChange({ recordType, accountType, status, restoredFrom, ...change }: ChangeRow): LoggedChange {
  const facets = { recordType, accountType, status };
  return restoredFrom === null ? { ...change, facets } : { ...change, restoredFrom, facets };
}
