import type { Change } from '../contract/changes.js';
import type { Facets } from '../platform/database/change-log.js';

/** A change as the server knows it: with what the record counts as, which is not sent. */
export type LoggedChange = Change & { facets: Facets };

export interface ChangeRow extends Omit<Change, 'at'>, Facets {
  at: Date;
}

export const CHANGE_COLUMNS = `seq::int as seq, record_id as "recordId", version, action, record_name as "recordName",
  actor, source, job_id as "jobId", at, record_type as "recordType", account_type as "accountType", status, fields`;

export function toChange({ recordType, accountType, status, at, ...change }: ChangeRow): LoggedChange {
  return { ...change, at: at.toISOString(), facets: { recordType, accountType, status } };
}
