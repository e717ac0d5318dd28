import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Job, Reject, rejectPageSchema } from '../contract/jobs.js';
import type { PermissionClass } from '../contract/permissions.js';
import { Database } from '../platform/database/database.js';
import { ProblemError } from '../platform/http/problem.js';
import { JOB_COLUMNS, type JobRow, toJob } from './job-row.js';

const LISTED = 100;
const LIST = `select ${JOB_COLUMNS} from job order by created_at desc limit ${LISTED}`;
const ACTIVE = `select ${JOB_COLUMNS} from job where state in ('queued', 'running') order by created_at`;
// Finished ones stay a while in what watchers are told, so that nobody misses the end.
const RECENT = `select ${JOB_COLUMNS} from job
where state in ('queued', 'running') or finished_at > clock_timestamp() - interval '1 minute' order by created_at`;
const FIND = `select ${JOB_COLUMNS} from job where id = $1`;
const REJECTS = `select id::int as id, file, line, primary_id as "primaryId", field, code, detail from job_reject
where job_id = $1 and id > $2 order by id limit $3`;

type RejectPage = z.infer<typeof rejectPageSchema>;

/** Reads jobs as they are shown. */
@Injectable()
export class JobsReader {
  constructor(private readonly database: Database) {}

  /** The newest jobs, newest first. */
  async list(): Promise<Job[]> {
    return (await this.database.query<JobRow>(LIST)).map(toJob);
  }

  /** Jobs that wait or run, in the order in which they are taken. */
  async active(): Promise<Job[]> {
    return (await this.database.query<JobRow>(ACTIVE)).map(toJob);
  }

  /** Jobs that wait or run, and those that have just ended. */
  async recent(): Promise<Job[]> {
    return (await this.database.query<JobRow>(RECENT)).map(toJob);
  }

  /** @throws ProblemError `resource.not-found` */
  async find(id: string): Promise<Job> {
    const [row] = await this.database.query<JobRow>(FIND, [id]);
    if (row === undefined) throw new ProblemError('resource.not-found');
    return toJob(row);
  }

  /**
   * Users of the file that were not applied, in its order. A detail quotes the file, fields that not everybody may see
   * among it, so only who sees every field is told; all others have place, field and reason.
   * @throws ProblemError `resource.not-found`
   */
  async rejects(
    id: string,
    query: { after: number; limit: number },
    permissionClass: PermissionClass,
  ): Promise<RejectPage> {
    await this.find(id);
    const rows = await this.database.query<Reject>(REJECTS, [id, query.after, query.limit + 1]);
    const rejects = rows
      .slice(0, query.limit)
      .map((row) => (permissionClass === 'full' ? row : { ...row, detail: '' }));
    return { rejects, next: rows.length > query.limit ? (rejects.at(-1)?.id ?? null) : null };
  }
}
