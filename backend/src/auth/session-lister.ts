import { Injectable } from '@nestjs/common';
import type { SessionEntry, SessionList } from '../contract/session-list.js';
import { Database } from '../platform/database/database.js';
import { isoTime } from '../platform/database/iso-time.js';
import { deviceOf } from '../platform/http/device.js';
import { Sessions, UNENDED } from './sessions.js';

const OF_USER = `
select s.id, s.id = $4::uuid as current, s.user_agent as "userAgent", s.ip, ${isoTime('s.created_at')} as "beganAt",
  ${isoTime('s.seen_at')} as "usedAt"
from session s where s.user_id = $3 and ${UNENDED} order by s.seen_at desc, s.id desc`;

type Row = Omit<SessionEntry, 'browser' | 'system' | 'device'> & { userAgent: string | null };

/** Reads what sessions a person has. */
@Injectable()
export class SessionLister {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
  ) {}

  /** @param asking the session that asks, which is marked */
  async of(userId: string, asking: string): Promise<SessionList> {
    const rows = await this.database.query<Row>(OF_USER, [...this.sessions.limits, userId, asking]);
    return { sessions: rows.map(({ userAgent, ...row }) => ({ ...row, ...deviceOf(userAgent) })) };
  }
}
