import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import type { Unit } from '../platform/database/unit-of-work.js';
import { LOGGER } from '../platform/log/logger.js';
import { DATABASE_URL } from '../platform/database/database-url.js';
import { JobRunner } from './job-runner.js';

/** A worker that has not been heard of for this long is dead, and its job is taken up again. */
const HEARTBEAT_SECONDS = 10;
const SUPERVISE_SECONDS = 5;
const RETRY_SECONDS = 2;
/** A bell that rings while a job runs is heard in vain, so the next one is looked for as well. */
const POLL_SECONDS = 1;
/** pg-boss' own limit; a job that runs longer is taken up again where it stands. */
const LONGEST_SECONDS = 24 * 60 * 60;
const STOP_MS = 5000;
const WORK = { batchSize: 1, pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: POLL_SECONDS };

/**
 * The queue in front of the runner: jobs of one kind run one at a time on all nodes together, the others wait. A
 * job is queued in the transaction that makes it, so there is never one without the other.
 */
@Injectable()
export class JobQueue implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly boss: PgBoss;
  private readonly stopping = new AbortController();

  constructor(
    @Inject(DATABASE_URL) databaseUrl: string,
    private readonly runner: JobRunner,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    this.boss = new PgBoss({
      connectionString: databaseUrl,
      application_name: 'rollcall jobs',
      schema: 'pgboss',
      max: 3,
      useListenNotify: true,
      superviseIntervalSeconds: SUPERVISE_SECONDS,
      monitorIntervalSeconds: SUPERVISE_SECONDS,
    });
    this.boss.on('error', (error) => {
      this.log.warn({ err: error }, 'the job queue has a problem');
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.boss.start();
    for (const kind of this.runner.kinds) {
      await this.boss.createQueue(kind, {
        policy: 'singleton',
        notify: true,
        heartbeatSeconds: HEARTBEAT_SECONDS,
        expireInSeconds: LONGEST_SECONDS,
        retryDelay: RETRY_SECONDS,
        // How often is enough is the runner's to say, which knows whether there was progress.
        retryLimit: 10_000,
      });
      await this.boss.work<{ jobId: string }>(kind, WORK, async ([taken]) => {
        if (taken === undefined) return;
        await this.runner.run(taken.data.jobId, AbortSignal.any([taken.signal, this.stopping.signal]));
      });
    }
  }

  /** The job that runs stops after its chunk and is taken up again at the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.boss.stop({ graceful: true, timeout: STOP_MS });
  }

  /** Queues a job inside the unit of work that made it. */
  async enqueue(unit: Unit, kind: string, jobId: string): Promise<void> {
    await this.boss.send(
      kind,
      { jobId },
      { db: { executeSql: async (text, values) => ({ rows: await unit.sql(text, values) }) } },
    );
  }
}
