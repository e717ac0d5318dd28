import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Job } from '../contract/jobs.js';
import { LOGGER } from '../platform/log/logger.js';
import type { JobRow } from './job-row.js';
import { JobsWriter } from './jobs-writer.js';

/** Starts without progress after which a job is given up. */
const ATTEMPTS = 5;

/** Thrown by a handler when the job itself cannot be done; trying again would not help. */
export class JobRefused extends Error {
  constructor(
    readonly code: string,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${detail}`, options);
    this.name = 'JobRefused';
  }
}

/** Does one job from where it stands. It may be called again after a crash, and ends early when `signal` aborts. */
export interface JobHandler {
  run(job: JobRow, signal: AbortSignal): Promise<void>;
  /** Gives back what the job held, once it will not be run again. */
  cleanUp(job: JobRow): Promise<void>;
}

/** Takes a job from queued to completed or failed, whoever calls: the queue's worker, or a loader at the start. */
@Injectable()
export class JobRunner {
  private readonly handlers = new Map<string, JobHandler>();

  constructor(
    private readonly writer: JobsWriter,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Features say here who does their jobs. */
  serve(kind: Job['kind'], handler: JobHandler): void {
    this.handlers.set(kind, handler);
  }

  get kinds(): string[] {
    return [...this.handlers.keys()];
  }

  /** @throws whatever went wrong when the job may be tried again; it is queued then */
  async run(id: string, signal: AbortSignal): Promise<void> {
    const job = await this.writer.begin(id);
    if (job === null) return;
    const handler = this.handlers.get(job.kind);
    if (handler === undefined) throw new Error(`nobody does jobs of the kind ${job.kind}`);
    try {
      if (job.attempts > ATTEMPTS) throw new JobRefused('job.given-up', `It was interrupted ${ATTEMPTS} times.`);
      await handler.run(job, signal);
    } catch (error) {
      await this.fail(job, handler, error, signal.aborted);
      return;
    }
    await this.writer.end(job, null);
    await handler.cleanUp(job);
  }

  private async fail(job: JobRow, handler: JobHandler, error: unknown, asked: boolean): Promise<void> {
    if (!(error instanceof JobRefused)) {
      if (!asked) this.log.error({ err: error, job: job.id }, 'a job was interrupted');
      await this.writer.requeue(job, asked);
      throw error;
    }
    await this.writer.end(job, { code: error.code, detail: error.detail });
    await handler.cleanUp(job);
  }
}
