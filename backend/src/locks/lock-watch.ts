import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Lock } from '../contract/locks.js';
import type { RecordLock } from '../contract/realtime.js';
import { Database } from '../platform/database/database.js';
import { Housekeeping } from '../platform/database/housekeeping.js';
import { LOGGER } from '../platform/log/logger.js';
import { Lookout } from '../platform/lookout/lookout.js';
import { Doorbell } from '../realtime/doorbell.js';
import { Publisher, rooms } from '../realtime/publisher.js';
import { Watched } from '../realtime/watched.js';
import { LOCK_COLUMNS } from './lock-check.js';

const READ = `select ${LOCK_COLUMNS}, l.record_ids as "recordIds" from record_lock l
where l.expires_at > clock_timestamp()`;
const SWEEP = `delete from record_lock where expires_at < clock_timestamp() - interval '1 hour'`;
const LOOK_MS = 1000;

type Row = Lock & { recordIds: string[] };

/**
 * Keeps this node's picture of which records are held, by comparing what the database says with what it said
 * before: a lost bell or an expired lease heals itself at the next look. Only sockets that show a record are told.
 */
@Injectable()
export class LockWatch implements OnModuleInit, OnApplicationShutdown {
  private held = new Map<string, Lock>();
  private readonly lookout = new Lookout({
    everyMs: LOOK_MS,
    look: async () => {
      this.tell(await this.read());
    },
    failed: (error) => {
      this.log.warn({ err: error }, 'locks could not be read');
    },
  });

  constructor(
    private readonly database: Database,
    private readonly housekeeping: Housekeeping,
    private readonly doorbell: Doorbell,
    private readonly publisher: Publisher,
    private readonly watched: Watched,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.doorbell.on('locks', () => {
      this.lookout.ask();
    });
    this.watched.serveLocks((ids) => ids.map((recordId) => ({ recordId, lock: this.held.get(recordId) ?? null })));
    this.housekeeping.add(SWEEP);
    this.lookout.start();
  }

  onApplicationShutdown(): void {
    this.lookout.stop();
  }

  /** How many records are held at this moment. */
  get count(): number {
    return this.held.size;
  }

  private async read(): Promise<Map<string, Lock>> {
    const rows = await this.database.query<Row>(READ);
    return new Map(rows.flatMap(({ recordIds, ...lock }) => recordIds.map((id) => [id, lock] as const)));
  }

  private tell(now: Map<string, Lock>): void {
    const before = this.held;
    this.held = now;
    const changed: RecordLock[] = [...new Set([...before.keys(), ...now.keys()])]
      .filter((id) => before.get(id)?.token !== now.get(id)?.token)
      .map((recordId) => ({ recordId, lock: now.get(recordId) ?? null }));
    for (const lock of changed) {
      this.publisher.sendPerClass(
        (permissionClass) => rooms.record(lock.recordId, permissionClass),
        'locks',
        () => [{ locks: [lock] }],
      );
    }
  }
}
