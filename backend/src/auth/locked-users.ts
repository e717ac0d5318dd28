import { Injectable } from '@nestjs/common';
import type { HeldRole } from '../contract/grants.js';
import { outranks, unitsOf } from '../contract/grants.js';
import type { LockedUser, LockedUsers } from '../contract/lockout.js';
import { MOST_LOCKED_SHOWN } from '../contract/lockout.js';
import type { NameParts } from '../contract/names.js';
import { displayName } from '../contract/names.js';
import { Database } from '../platform/database/database.js';
import { isoTime } from '../platform/database/iso-time.js';
import type { Principal } from '../platform/http/principal.js';
import { SettingsService } from '../settings/settings.service.js';
import { heldRoles } from '../users/held-roles.js';
import { LOCK_MINUTES } from './attempt-counter.js';

const LOCK = `interval '${String(LOCK_MINUTES)} minutes'`;
const LOCKED = `
select u.id as "userId", u.primary_id as "primaryId", u.first_name as "firstName", u.middle_name as "middleName",
  u.last_name as "lastName", u.pref_first_name as "prefFirstName", u.pref_middle_name as "prefMiddleName",
  u.pref_last_name as "prefLastName", c.secret, ${isoTime('c.locked_at')} as since,
  ${isoTime(`c.locked_at + ${LOCK}`)} as until, c.locked_from as "from", c.failures as tries,
  ${heldRoles('u.id')} as roles,
  count(*) over ()::int as total
from attempt_counter c join users u on u.id = c.user_id
where c.locked_at is not null and c.locked_at + ${LOCK} > clock_timestamp()
  and ($2::text[] is null or u.campus_code = any($2))
order by c.locked_at desc, u.id, c.secret limit $1`;

type LockedRow = NameParts & Omit<LockedUser, 'name' | 'refusal'> & { roles: HeldRole[]; total: number };

/** Who cannot sign in for wrong tries: since when, from where, until when. Of the units one may change alone. */
@Injectable()
export class LockedUsersReader {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
  ) {}

  async read(me: Principal): Promise<LockedUsers> {
    const rows = await this.database.query<LockedRow>(LOCKED, [MOST_LOCKED_SHOWN, unitsOf(me.grants, 'users.write')]);
    return { users: rows.map((row) => this.shown(row, me)), total: rows[0]?.total ?? 0 };
  }

  private shown(row: LockedRow, me: Principal): LockedUser {
    const { userId, primaryId, secret, since, until, from, tries, roles } = row;
    const name = displayName(row, this.settings.get('name_display')) || primaryId;
    const isAbove = outranks(roles, me.grants);
    const refusal = userId === me.userId ? 'unlock.own' : isAbove ? 'sign-in.outranks' : null;
    return { userId, primaryId, name, secret, since, until, from, tries, refusal };
  }
}
