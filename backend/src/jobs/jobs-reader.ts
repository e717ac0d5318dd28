import { Injectable } from '@nestjs/common';
import type { Job, Reject } from '../contract/jobs.js';
import { isoTime } from '../locks/lock-check.js';
import { Database } from '../platform/database/database.js';
import { ProblemError } from '../platform/http/problem.js';

const JOB = `id, kind, file_name as "fileName", state, started_by as "startedBy", total,
  json_build_object('processed', processed, 'rejected', rejected, 'updated', updated, 'created', created,
    'unchanged', unchanged) as counts, failure,
  ${isoTime('created_at')} as "createdAt", ${isoTime('started_at')} as "startedAt",
  ${isoTime('finished_at')} as "finishedAt"`;

/** Jobs as they are shown. */
@Injectable()
export class JobsReader {
  constructor(private readonly database: Database) {}

  /** The newest jobs first, at most a hundred. */
  newest(): Promise<Job[]> {
    return this.database.query<Job>(`select ${JOB} from job order by created_at desc limit 100`);
  }

  /** Jobs that are waiting or running. */
  active(): Promise<Job[]> {
    return this.database.query<Job>(
      `select ${JOB} from job where state in ('queued', 'running') order by created_at limit 20`,
    );
  }

  /** @throws ProblemError `resource.not-found` */
  async one(id: string): Promise<Job> {
    const [job] = await this.database.query<Job>(`select ${JOB} from job where id = $1`, [id]);
    if (job === undefined) throw new ProblemError('resource.not-found');
    return job;
  }

  /** Rejected records of a job in file order; `next` is the `after` of the following page. */
  async rejects(id: string, after: number, limit: number): Promise<{ rejects: Reject[]; next: number | null }> {
    await this.one(id);
    const rows = await this.database.query<Reject>(
      `select id::int as id, file, line, primary_id as "primaryId", field, code, detail from job_reject
      where job_id = $1 and id > $2 order by id limit $3`,
      [id, after, limit + 1],
    );
    const rejects = rows.slice(0, limit);
    return { rejects, next: rows.length > limit ? (rejects.at(-1)?.id ?? null) : null };
  }
}
