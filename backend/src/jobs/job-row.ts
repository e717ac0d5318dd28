import type { Job, JobCounts, JobState } from '../contract/jobs.js';
import { isoTime } from '../platform/database/iso-time.js';

/** Columns of `job` as they are read. */
export const JOB_COLUMNS = `id, kind, file_name as "fileName", file_path as "filePath", parameters, state,
  started_by_id as "startedById", started_by as "startedBy", total, processed, rejected, updated, created, unchanged,
  failure, attempts, run, ${isoTime('created_at')} as "createdAt", ${isoTime('started_at')} as "startedAt",
  ${isoTime('finished_at')} as "finishedAt"`;

export interface JobRow extends JobCounts {
  id: string;
  kind: Job['kind'];
  fileName: string;
  filePath: string;
  parameters: Record<string, unknown>;
  state: JobState;
  startedById: string | null;
  startedBy: string;
  total: number | null;
  failure: Job['failure'];
  attempts: number;
  /** Which start of the job this is; what a worker of an earlier start writes is refused. */
  run: number;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

/** What is sent: an allow-list, so that where the file lies on disk stays here. */
export function toJob(row: JobRow): Job {
  const { id, kind, fileName, state, startedBy, total, failure, createdAt, startedAt, finishedAt } = row;
  const { processed, rejected, updated, created, unchanged } = row;
  const counts = { processed, rejected, updated, created, unchanged };
  return { id, kind, fileName, state, startedBy, total, counts, failure, createdAt, startedAt, finishedAt };
}
