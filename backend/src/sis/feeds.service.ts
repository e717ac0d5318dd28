import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Job } from '../contract/jobs.js';
import { JobQueue } from '../jobs/job-queue.js';
import { JobRunner } from '../jobs/job-runner.js';
import { JobsReader } from '../jobs/jobs-reader.js';
import { JobsWriter } from '../jobs/jobs-writer.js';
import type { Actor } from '../platform/database/actor.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { ProblemError } from '../platform/http/problem.js';
import { FeedRefused } from './feed-refused.js';
import type { FeedParameters } from './synchronise.js';
import { Uploads } from './uploads.js';
import { openZipFeed } from './zip-feed.js';

/** A feed to be loaded, and the name people know its file by. */
export interface NewFeed extends FeedParameters {
  fileName: string;
}

/** Refuses at once what the directory of the archive already shows, so that nobody waits for a job to say so. */
async function refuseBadArchive(path: string): Promise<void> {
  try {
    const zip = await openZipFeed(path);
    zip.close();
  } catch (error) {
    if (!(error instanceof FeedRefused)) throw error;
    const { code, detail } = error;
    throw new ProblemError('job.file-refused', { detail, errors: [{ path: 'file', code, detail }] }, { cause: error });
  }
}

/** Takes feeds in: keeps the file, checks its outside, makes the job. */
@Injectable()
export class FeedsService {
  constructor(
    private readonly uploads: Uploads,
    private readonly unitOfWork: UnitOfWork,
    private readonly writer: JobsWriter,
    private readonly reader: JobsReader,
    private readonly queue: JobQueue,
    private readonly runner: JobRunner,
  ) {}

  /**
   * Keeps an uploaded archive and queues its synchronisation.
   * @throws ProblemError `request.too-large`, `job.file-refused`
   */
  async upload(actor: Actor, feed: NewFeed, body: Readable): Promise<Job> {
    const path = await this.uploads.keep(body);
    try {
      await refuseBadArchive(path);
    } catch (error) {
      await this.uploads.discard(path);
      throw error;
    }
    const id = await this.unitOfWork.run(actor, async (unit) => {
      const created = await this.create(unit, feed, path);
      await this.queue.enqueue(unit, 'synchronise', created);
      return created;
    });
    return this.reader.find(id);
  }

  /** Makes a feed on the spot and runs it here and now, past the queue but on the same path; returns the ended job. */
  async load(actor: Actor, feed: NewFeed, write: (path: string) => Promise<void>): Promise<Job> {
    const path = await this.uploads.newPath();
    await write(path);
    const id = await this.unitOfWork.run(actor, (unit) => this.create(unit, feed, path));
    await this.runner.run(id, new AbortController().signal);
    return this.reader.find(id);
  }

  private create(unit: Unit, { fileName, recordType, accountType }: NewFeed, path: string): Promise<string> {
    return this.writer.create(unit, {
      kind: 'synchronise',
      fileName,
      filePath: path,
      parameters: { recordType, accountType },
    });
  }
}
