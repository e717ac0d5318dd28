import type { OnApplicationShutdown } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { AccessDetail, AccessKind } from '../contract/access-log.js';
import { Database } from '../platform/database/database.js';
import { Housekeeping } from '../platform/database/housekeeping.js';
import { LOGGER } from '../platform/log/logger.js';
import { Doorbell } from '../realtime/doorbell.js';

/** What is noted of one access. Never a name as it was typed, nor a secret. */
export interface Access {
  kind: AccessKind;
  /** Whose account it was about; null for a name nobody has. */
  userId: string | null;
  /** Who did it, where somebody did it to another. */
  actorId?: string | null;
  apiKeyId?: string | null;
  ip: string | null;
  userAgent: string | null;
  detail?: AccessDetail | null;
}

/** Rung when something was noted. */
export const ACCESS_STREAM = 'access-log';

const WRITE_AFTER_MS = 200;
/** Kept in memory while the database cannot be reached; the oldest go first. */
const MOST_KEPT = 10_000;
const LONGEST_AGENT = 255;

// By the database's clock. Of somebody who was deleted meanwhile nothing is written.
const WRITE = `
insert into access_log (at, kind, user_id, actor_id, api_key_id, ip, user_agent, detail)
select clock_timestamp() - make_interval(secs => e.age), e.kind, u.id, a.id, e."apiKeyId", e.ip, e."userAgent", e.detail
from jsonb_to_recordset($1::jsonb) as e (age double precision, kind text, "userId" uuid, "actorId" uuid,
  "apiKeyId" uuid, ip text, "userAgent" text, detail text)
left join users u on u.id = e."userId" left join users a on a.id = e."actorId"
where e."userId" is null or u.id is not null order by e.age desc`;

const FORGET = `delete from access_log where at < clock_timestamp() - interval '180 days'`;

/** As much as is kept of what a browser says of itself. */
export function shortened(userAgent: string | null): string | null {
  return userAgent?.slice(0, LONGEST_AGENT) ?? null;
}

/** Notes who came in, or did not. Nobody who signs in waits for it, and no sign-in fails because of it. */
@Injectable()
export class AccessLog implements OnApplicationShutdown {
  private waiting: (Access & { since: number })[] = [];
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly doorbell: Doorbell,
    housekeeping: Housekeeping,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    housekeeping.add(FORGET);
  }

  add(access: Access): void {
    this.waiting.push({ ...access, userAgent: shortened(access.userAgent), since: performance.now() });
    this.later();
  }

  /** Writes what is waiting; resolves when it stands in the table, or could not be written yet. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flush();
    clearTimeout(this.timer);
  }

  private later(): void {
    this.timer ??= setTimeout(() => void this.flush(), WRITE_AFTER_MS);
  }

  private async write(): Promise<void> {
    const batch = this.waiting.splice(0);
    if (batch.length === 0) return;
    const now = performance.now();
    const rows = batch.map(({ since, ...access }) => ({ ...access, age: (now - since) / 1000 }));
    try {
      await this.database.query(WRITE, [JSON.stringify(rows)]);
      this.doorbell.ring(ACCESS_STREAM);
    } catch (error) {
      this.log.warn({ err: error, entries: batch.length }, 'the access log could not be written');
      this.waiting = [...batch, ...this.waiting].slice(-MOST_KEPT);
      this.later();
    }
  }
}
