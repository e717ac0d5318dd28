import { Injectable } from '@nestjs/common';
import type { Job, JobCounts, Reject } from '../contract/jobs.js';
import { SYSTEM } from '../platform/database/actor.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/ids/ids.js';
import { JOB_COLUMNS, type JobRow } from './job-row.js';

/** The stream whose bell says that a job has changed. */
export const JOBS_STREAM = 'jobs';

const CREATE = `insert into job (id, kind, file_name, file_path, parameters, state, started_by_id, started_by)
values ($1, $2, $3, $4, $5, 'queued', $6, $7)`;
// Attempts count starts without progress: a job that only ever crashes is given up, a long one never.
const BEGIN = `update job set state = 'running', attempts = attempts + 1, run = run + 1,
  started_at = coalesce(started_at, clock_timestamp())
where id = $1 and state in ('queued', 'running') returning ${JOB_COLUMNS}`;
const REQUEUE = `update job set state = 'queued', attempts = attempts - $3
where id = $1 and run = $2 and state = 'running'`;
const CHECKED = `update job set total = $3 where id = $1 and run = $2`;
const COUNT = `update job set processed = processed + $3, rejected = rejected + $4, updated = updated + $5,
  created = created + $6, unchanged = unchanged + $7, attempts = 0
where id = $1 and run = $2 and state = 'running' returning id`;
const END = `update job set state = $3, failure = $4, finished_at = clock_timestamp()
where id = $1 and run = $2 and state = 'running'`;
const REJECT = `insert into job_reject (job_id, file, line, primary_id, field, code, detail)
select $1, r.file, r.line, r."primaryId", r.field, r.code, r.detail
from jsonb_to_recordset($2::jsonb)
  as r (file text, line int, "primaryId" text, field text, code text, detail text)`;

export interface NewJob {
  kind: Job['kind'];
  fileName: string;
  filePath: string;
  parameters: Record<string, unknown>;
}

/** One start of one job. */
type JobRun = Pick<JobRow, 'id' | 'run'>;

/** The job runs elsewhere: this worker was given up for dead, and what it did since is undone. */
export class JobSuperseded extends Error {
  override name = 'JobSuperseded';
}

/** Writes jobs. Every change rings, so that all nodes tell their browsers. */
@Injectable()
export class JobsWriter {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async create(unit: Unit, job: NewJob): Promise<string> {
    const id = newId();
    const { kind, fileName, filePath, parameters } = job;
    const { id: startedById, name } = unit.actor;
    await unit.sql(CREATE, [id, kind, fileName, filePath, JSON.stringify(parameters), startedById, name]);
    unit.ring(JOBS_STREAM);
    return id;
  }

  /** Marks the job as running and counts the attempt. Null when there is nothing left to do. */
  async begin(id: string): Promise<JobRow | null> {
    const rows = await this.write<JobRow>(BEGIN, [id]);
    return rows[0] ?? null;
  }

  /** The worker lets go of a job it has not finished; being asked to stop is no failed attempt. */
  async requeue({ id, run }: JobRun, asked: boolean): Promise<void> {
    await this.write(REQUEUE, [id, run, asked ? 1 : 0]);
  }

  async setTotal({ id, run }: JobRun, total: number): Promise<void> {
    await this.write(CHECKED, [id, run, total]);
  }

  /**
   * Adds to the counts, in the unit of work that did what is counted.
   * @throws JobSuperseded when the job was started anew elsewhere; the whole unit of work is undone then
   */
  async count(unit: Unit, { id, run }: JobRun, counts: JobCounts): Promise<void> {
    const { processed, rejected, updated, created, unchanged } = counts;
    const rows = await unit.sql(COUNT, [id, run, processed, rejected, updated, created, unchanged]);
    if (rows.length === 0) throw new JobSuperseded();
    unit.ring(JOBS_STREAM);
  }

  async reject(unit: Unit, id: string, rejects: readonly Omit<Reject, 'id'>[]): Promise<void> {
    if (rejects.length > 0) await unit.sql(REJECT, [id, JSON.stringify(rejects)]);
  }

  async end({ id, run }: JobRun, failure: Job['failure']): Promise<void> {
    const state = failure === null ? 'completed' : 'failed';
    await this.write(END, [id, run, state, failure === null ? null : JSON.stringify(failure)]);
  }

  private write<Row>(statement: string, params: readonly unknown[]): Promise<Row[]> {
    return this.unitOfWork.run(SYSTEM, async (unit) => {
      const rows = await unit.sql<Row>(statement, params);
      unit.ring(JOBS_STREAM);
      return rows;
    });
  }
}
