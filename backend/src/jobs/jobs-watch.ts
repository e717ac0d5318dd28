import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../platform/log/logger.js';
import { Doorbell } from '../realtime/doorbell.js';
import { Publisher, rooms } from '../realtime/publisher.js';
import { Watched } from '../realtime/watched.js';
import { JobsReader } from './jobs-reader.js';
import { JOBS_STREAM } from './jobs-writer.js';

/** Progress is sent twice a second at most, however fast a job is. */
const PERIOD_MS = 500;
/** Looks that are taken without a bell: a lost one is healed by the next of these. */
const HEAL_EVERY = 4;

/** Tells this node's browsers how jobs get on. */
@Injectable()
export class JobsWatch implements OnModuleInit, OnApplicationShutdown {
  private sent = new Map<string, string>();
  private rung = false;
  private ticks = 0;
  private looking = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly reader: JobsReader,
    private readonly doorbell: Doorbell,
    private readonly publisher: Publisher,
    private readonly watched: Watched,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.watched.serveTopic('jobs', () => this.reader.list());
    this.doorbell.on(JOBS_STREAM, () => {
      this.rung = true;
    });
    this.timer = setInterval(() => void this.look(), PERIOD_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const listening = this.publisher.listening((audience) => rooms.topic('jobs', audience)).length > 0;
    this.ticks += 1;
    const due = this.rung || this.ticks % HEAL_EVERY === 0;
    if (!due || this.looking || !listening) return;
    this.rung = false;
    this.looking = true;
    try {
      const jobs = await this.reader.recent();
      const now = new Map(jobs.map((job) => [job.id, JSON.stringify(job)]));
      for (const job of jobs) {
        if (this.sent.get(job.id) === now.get(job.id)) continue;
        this.publisher.sendPerAudience(
          (audience) => rooms.topic('jobs', audience),
          'job',
          () => [job],
        );
      }
      this.sent = now;
    } catch (error) {
      this.rung = true;
      this.log.warn({ err: error }, 'jobs could not be read');
    } finally {
      this.looking = false;
    }
  }
}
