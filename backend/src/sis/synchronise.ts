import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { accountTypeSchema, recordTypeSchema } from '../contract/codes.js';
import type { JobRow } from '../jobs/job-row.js';
import { type JobHandler, JobRefused, JobRunner } from '../jobs/job-runner.js';
import { JobsWriter } from '../jobs/jobs-writer.js';
import { ChunkWriter, type RunningFeed } from './chunk-writer.js';
import { ahead, checkFeed, readChunks } from './feed-file.js';
import { FeedRefused } from './feed-refused.js';
import { FeedStore } from './feed-store.js';

/** What the job was started with; the file has no say in it. */
export const feedParametersSchema = z.object({ recordType: recordTypeSchema, accountType: accountTypeSchema });
export type FeedParameters = z.infer<typeof feedParametersSchema>;

/** How a feed goes about its work. */
export interface FeedPace {
  /** Users written in one transaction, and held while they are. */
  chunk: number;
  /** How often busy records are come back to before they are rejected, and how long between. */
  rounds: number;
  pauseMs: number;
}
export const FEED_PACE = Symbol('FEED_PACE');
export const DEFAULT_PACE: FeedPace = { chunk: 250, rounds: 5, pauseMs: 2000 };

/** The code of the profile that owns external users; profiles of their own come later. */
const EXTERNAL_SYSTEM = 'SIS';
/** Busy records that are come back to in one reading of the file. */
const DEFERRED_AT_ONCE = 50_000;

/**
 * The job "synchronise": checks the whole file, then writes it chunk by chunk, then comes back for records that were
 * busy. What a chunk did and how far the feed is are one transaction, so after a crash it goes on where it stood.
 */
@Injectable()
export class Synchronise implements JobHandler, OnModuleInit {
  constructor(
    private readonly runner: JobRunner,
    private readonly jobs: JobsWriter,
    private readonly writer: ChunkWriter,
    private readonly store: FeedStore,
    @Inject(FEED_PACE) private readonly pace: FeedPace,
  ) {}

  onModuleInit(): void {
    this.runner.serve('synchronise', this);
  }

  async run(job: JobRow, signal: AbortSignal): Promise<void> {
    try {
      await this.writer.releaseAll(feedOf(job));
      const total = job.total ?? (await this.check(job, signal));
      await this.writeAll(feedOf(job), total, signal);
    } catch (error) {
      if (error instanceof FeedRefused) throw new JobRefused(error.code, error.detail, { cause: error });
      if (isMissing(error)) throw new JobRefused('job.file-missing', 'The uploaded file is gone.', { cause: error });
      throw error;
    }
  }

  async cleanUp(job: JobRow): Promise<void> {
    await this.store.forget(job.id);
    await rm(job.filePath, { force: true });
  }

  private async check(job: JobRow, signal: AbortSignal): Promise<number> {
    const total = await checkFeed(job.filePath, signal);
    await this.jobs.setTotal(job, total);
    return total;
  }

  private async writeAll(feed: RunningFeed, total: number, signal: AbortSignal): Promise<void> {
    const position = feed.job.processed + (await this.store.countDeferred(feed.job.id));
    if (position < total) await this.writeChunks(feed, (ordinal) => ordinal >= position, signal);
    for (let round = 1; ; round += 1) {
      const waiting = new Set(await this.store.deferred(feed.job.id, DEFERRED_AT_ONCE));
      if (waiting.size === 0) return;
      if (round > 1) await sleep(this.pace.pauseMs, undefined, { signal });
      const busy = round < this.pace.rounds ? 'defer' : 'reject';
      await this.writeChunks({ ...feed, busy, returning: true }, (ordinal) => waiting.has(ordinal), signal);
    }
  }

  private async writeChunks(
    feed: RunningFeed,
    wanted: (ordinal: number) => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const { job, profile } = feed;
    const chunks = readChunks(job.filePath, profile.recordType, { size: this.pace.chunk, wanted });
    for await (const chunk of ahead(chunks)) {
      signal.throwIfAborted();
      await this.writer.write(feed, chunk);
    }
  }
}

function feedOf(job: JobRow): RunningFeed {
  const { recordType, accountType } = feedParametersSchema.parse(job.parameters);
  const externalId = accountType === 'EXTERNAL' ? EXTERNAL_SYSTEM : null;
  return {
    job,
    profile: { recordType, accountType, externalId },
    actor: { id: job.startedById, name: job.startedBy, source: 'FEED', jobId: job.id, token: null },
    busy: 'defer',
    returning: false,
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
