import { Injectable } from '@nestjs/common';
import { MOST_IDLE_MINUTES } from '../contract/session-list.js';
import { Database } from '../platform/database/database.js';
import { Housekeeping } from '../platform/database/housekeeping.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import type { Principal } from '../platform/http/principal.js';
import { newId } from '../platform/ids/ids.js';
import { Doorbell } from '../realtime/doorbell.js';
import { SettingsService } from '../settings/settings.service.js';
import type { AccountRow } from './account.js';
import { ACCOUNT_COLUMNS, MAY_SIGN_IN, sessionPrincipal } from './account.js';
import type { Origin } from './lockout.js';
import { SessionCookie } from './session-cookie.js';
import { hashToken, newToken } from './tokens.js';

const LONGEST_AGENT = 500;
/** How long a session that was read is believed; revocations on this node and rung ones are known at once. */
const BELIEVED_MS = 500;
/** Rung when a session is over: its sockets go, and nobody believes in it any longer. */
export const SESSIONS_STREAM = 'sessions';
/** Rung when a session began, or a key began or ended: nothing but lists of them depends on it. */
export const SIGN_IN_STREAM = 'sign-ins';

interface SessionRow extends AccountRow {
  sessionId: string;
  /** Was it used a minute ago or longer? */
  isStale: boolean;
}

/** A session `s` that neither limit has ended: `$1` hours since it began, `$2` minutes since its last use. */
export const UNENDED = `s.expires_at > clock_timestamp()
  and s.created_at > clock_timestamp() - make_interval(hours => $1::int)
  and s.seen_at > clock_timestamp() - make_interval(mins => $2::int)`;
// The limits are those in force now: a lower one ends sessions that began under a higher one.
const LIVE = `
select s.id as "sessionId", s.seen_at < clock_timestamp() - interval '1 minute' as "isStale", ${ACCOUNT_COLUMNS}
from session s join users u on u.id = s.user_id left join credential c on c.user_id = u.id
where ${UNENDED} and ${MAY_SIGN_IN}`;
const BY_TOKEN = `${LIVE} and s.token_hash = $3`;
const BY_IDS = `${LIVE} and s.id = any($3::uuid[])`;
// Written at most once a minute, so that reading a page is not a write.
const SEEN = `update session set seen_at = clock_timestamp() where token_hash = $1`;
const BEGIN = `insert into session (token_hash, id, user_id, expires_at, user_agent, ip)
values ($1, $2, $3, clock_timestamp() + make_interval(hours => $4::int), $5, $6)`;
const END = `delete from session where id = $1`;
const END_ONE = `delete from session where user_id = $1 and id = $2 returning id`;
const END_ALL = `delete from session where user_id = $1`;
const END_OTHERS = `delete from session where user_id = $1 and id <> $2`;

const FORGET = `delete from session
where expires_at < clock_timestamp() or seen_at < clock_timestamp() - interval '${String(MOST_IDLE_MINUTES)} minutes'`;

/** Sessions in the database, one cookie for HTTP and socket. */
@Injectable()
export class Sessions {
  private readonly believed = new Map<string, { row: SessionRow; until: number }>();

  constructor(
    private readonly database: Database,
    private readonly doorbell: Doorbell,
    private readonly settings: SettingsService,
    private readonly cookie: SessionCookie,
    housekeeping: Housekeeping,
  ) {
    housekeeping.add(FORGET);
    doorbell.on(SESSIONS_STREAM, () => {
      this.forget();
    });
  }

  async fromCookieHeader(cookieHeader: string | undefined): Promise<Principal | null> {
    const token = this.cookie.read(cookieHeader);
    if (token === null) return null;
    const known = this.believed.get(token);
    if (known !== undefined && known.until > performance.now()) return this.toPrincipal(known.row);
    const hash = hashToken(token);
    const [row] = await this.database.query<SessionRow>(BY_TOKEN, [...this.limits, hash]);
    if (row === undefined) {
      this.believed.delete(token);
      return null;
    }
    if (known === undefined) this.forgetStale();
    this.believed.set(token, { row, until: performance.now() + BELIEVED_MS });
    if (row.isStale) void this.database.query(SEEN, [hash]).catch(() => undefined);
    return this.toPrincipal(row);
  }

  /** The principals of those of these sessions that are still alive, by session id. */
  async alive(sessionIds: readonly string[]): Promise<Map<string, Principal>> {
    const rows = await this.database.query<SessionRow>(BY_IDS, [...this.limits, sessionIds]);
    return new Map(rows.map((row) => [row.sessionId, this.toPrincipal(row)]));
  }

  /** Begins a session and returns its secret; always a new one, so that no session is fixed beforehand (F46). */
  async begin(userId: string, { ip, userAgent }: Origin): Promise<string> {
    const { token, hash } = newToken();
    const [hours] = this.limits;
    await this.database.query(BEGIN, [hash, newId(), userId, hours, userAgent?.slice(0, LONGEST_AGENT) ?? null, ip]);
    this.doorbell.ring(SIGN_IN_STREAM);
    return token;
  }

  async end(sessionId: string): Promise<void> {
    await this.database.query(END, [sessionId]);
    this.revoked();
  }

  /** Ends one session of a user; false when they have none of this id. */
  async endOne(userId: string, sessionId: string): Promise<boolean> {
    const ended = await this.database.query(END_ONE, [userId, sessionId]);
    if (ended.length > 0) this.revoked();
    return ended.length > 0;
  }

  /** Ends all sessions of a user but this one: at their wish, and after a change of password. */
  async endOthers(userId: string, sessionId: string): Promise<void> {
    await this.database.query(END_OTHERS, [userId, sessionId]);
    this.revoked();
  }

  /** Ends every session of a user with a change of theirs: told when the change is committed. */
  async endAll(unit: Unit, userId: string): Promise<void> {
    await unit.sql(END_ALL, [userId]);
    unit.ring(SESSIONS_STREAM);
  }

  /** Ends one session of a user with a change of theirs; false when they have none of this id. */
  async endInUnit(unit: Unit, userId: string, sessionId: string): Promise<boolean> {
    const ended = await unit.sql(END_ONE, [userId, sessionId]);
    unit.ring(SESSIONS_STREAM);
    return ended.length > 0;
  }

  /** Believes nothing that was read before: rights have changed. */
  forget(): void {
    this.believed.clear();
  }

  private toPrincipal(row: SessionRow): Principal {
    return sessionPrincipal(row, this.settings.get('name_display'));
  }

  /** The limits in force: hours since the beginning, minutes since the last use. */
  get limits(): [number, number] {
    return [this.settings.get('session_hours'), this.settings.get('session_idle_minutes')];
  }

  private revoked(): void {
    this.forget();
    this.doorbell.ring(SESSIONS_STREAM);
  }

  private forgetStale(): void {
    const now = performance.now();
    for (const [token, { until }] of this.believed) if (until <= now) this.believed.delete(token);
  }
}
