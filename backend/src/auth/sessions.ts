import { Injectable } from '@nestjs/common';
import type { NameDisplay, NameParts } from '../contract/names.js';
import { nameInText } from '../contract/names.js';
import type { HeldRole } from '../contract/grants.js';
import { audienceOf, grantsOf, permissionsHeld } from '../contract/grants.js';
import { permissionClassOf } from '../contract/permissions.js';
import { Database } from '../platform/database/database.js';
import { Housekeeping } from '../platform/database/housekeeping.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import type { Principal, PrincipalSource } from '../platform/http/principal.js';
import { newId } from '../platform/ids/ids.js';
import { Doorbell } from '../realtime/doorbell.js';
import { SettingsService } from '../settings/settings.service.js';
import { hashToken, newToken, tokenOf } from './session-cookie.js';

/** A session ends this long after its last use, and this long after it began whatever is done. */
const IDLE = '2 hours';
const ABSOLUTE = '12 hours';
/** How long a session that was read is believed; revocations on this node and rung ones are known at once. */
const BELIEVED_MS = 500;

interface SessionRow extends NameParts {
  sessionId: string;
  userId: string;
  primaryId: string;
  mustChange: boolean;
  roles: HeldRole[];
}

// A session lives only as long as its owner could sign in again: active, not expired.
const LIVE = `
select s.id as "sessionId", u.id as "userId", u.primary_id as "primaryId", u.first_name as "firstName",
  u.middle_name as "middleName", u.last_name as "lastName", u.pref_first_name as "prefFirstName",
  u.pref_middle_name as "prefMiddleName", u.pref_last_name as "prefLastName",
  coalesce(c.must_change, false) and u.account_type = 'INTERNAL' as "mustChange",
  coalesce((select json_agg(json_build_object('role', r.role, 'scope', r.scope)) from user_role r
    where r.user_id = u.id and r.active and (r.expiry_date is null or r.expiry_date >= current_date)), '[]') as roles
from session s join users u on u.id = s.user_id left join credential c on c.user_id = u.id
where s.expires_at > clock_timestamp() and s.seen_at > clock_timestamp() - interval '${IDLE}'
  and u.status = 'ACTIVE' and (u.expiry_date is null or u.expiry_date >= current_date)`;
const BY_TOKEN = `${LIVE} and s.token_hash = $1`;
const BY_IDS = `${LIVE} and s.id = any($1::uuid[])`;
// Written at most once a minute, so that reading a page is not a write.
const SEEN = `update session set seen_at = clock_timestamp()
where token_hash = $1 and seen_at < clock_timestamp() - interval '1 minute'`;
const BEGIN = `insert into session (token_hash, id, user_id, expires_at, user_agent)
values ($1, $2, $3, clock_timestamp() + interval '${ABSOLUTE}', $4)`;
const END = `delete from session where id = $1`;
const END_ALL = `delete from session where user_id = $1`;
const END_OTHERS = `delete from session where user_id = $1 and id <> $2`;

const FORGET = `delete from session
where expires_at < clock_timestamp() or seen_at < clock_timestamp() - interval '${IDLE}'`;

function toPrincipal(row: SessionRow, display: NameDisplay): Principal {
  const grants = row.mustChange ? {} : grantsOf(row.roles);
  const permissions = permissionsHeld(grants);
  const audience = audienceOf(grants);
  return {
    sessionId: row.sessionId,
    userId: row.userId,
    primaryId: row.primaryId,
    displayName: nameInText(row, display) || row.primaryId,
    grants,
    permissions,
    units: audience.read,
    audience,
    permissionClass: permissionClassOf(permissions),
    mustChangePassword: row.mustChange,
  };
}

/** Sessions in the database, one cookie for HTTP and socket. */
@Injectable()
export class Sessions implements PrincipalSource {
  private readonly believed = new Map<string, { row: SessionRow; until: number }>();

  constructor(
    private readonly database: Database,
    private readonly doorbell: Doorbell,
    private readonly settings: SettingsService,
    housekeeping: Housekeeping,
  ) {
    housekeeping.add(FORGET);
    doorbell.on('sessions', () => {
      this.forget();
    });
  }

  async fromCookieHeader(cookieHeader: string | undefined): Promise<Principal | null> {
    const token = tokenOf(cookieHeader);
    if (token === null) return null;
    const known = this.believed.get(token);
    if (known !== undefined && known.until > performance.now()) return this.toPrincipal(known.row);
    const hash = hashToken(token);
    const [row] = await this.database.query<SessionRow>(BY_TOKEN, [hash]);
    if (row === undefined) {
      this.believed.delete(token);
      return null;
    }
    if (known === undefined) this.forgetStale();
    this.believed.set(token, { row, until: performance.now() + BELIEVED_MS });
    void this.database.query(SEEN, [hash]).catch(() => undefined);
    return this.toPrincipal(row);
  }

  /** The principals of those of these sessions that are still alive, by session id. */
  async alive(sessionIds: readonly string[]): Promise<Map<string, Principal>> {
    const rows = await this.database.query<SessionRow>(BY_IDS, [sessionIds]);
    return new Map(rows.map((row) => [row.sessionId, this.toPrincipal(row)]));
  }

  /** Begins a session and returns its secret; always a new one, so that no session is fixed beforehand (F46). */
  async begin(userId: string, userAgent: string | undefined): Promise<string> {
    const { token, hash } = newToken();
    await this.database.query(BEGIN, [hash, newId(), userId, userAgent?.slice(0, 255) ?? null]);
    return token;
  }

  async end(sessionId: string): Promise<void> {
    await this.database.query(END, [sessionId]);
    this.revoked();
  }

  /** Ends all sessions of a user but this one: after a change of password. */
  async endOthers(userId: string, sessionId: string): Promise<void> {
    await this.database.query(END_OTHERS, [userId, sessionId]);
    this.revoked();
  }

  /** Ends every session of a user with a change of theirs: told when the change is committed. */
  async endAll(unit: Unit, userId: string): Promise<void> {
    await unit.sql(END_ALL, [userId]);
    unit.ring('sessions');
  }

  /** Believes nothing that was read before: rights have changed. */
  forget(): void {
    this.believed.clear();
  }

  private toPrincipal(row: SessionRow): Principal {
    return toPrincipal(row, this.settings.get('name_display'));
  }

  private revoked(): void {
    this.forget();
    this.doorbell.ring('sessions');
  }

  private forgetStale(): void {
    const now = performance.now();
    for (const [token, { until }] of this.believed) if (until <= now) this.believed.delete(token);
  }
}
