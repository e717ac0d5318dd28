import { Injectable } from '@nestjs/common';
import { noteAccess } from '../access-log/note-access.js';
import type { Origin } from '../auth/lockout.js';
import { SIGN_IN_STREAM } from '../auth/sessions.js';
import { newToken } from '../auth/tokens.js';
import type { ApiKey, MadeKey, MakeKey } from '../contract/api-keys.js';
import { KEY_PERMISSIONS, KEY_PREFIX } from '../contract/api-keys.js';
import type { NameParts } from '../contract/names.js';
import { nameInText } from '../contract/names.js';
import type { FieldError } from '../contract/problems.js';
import { Database } from '../platform/database/database.js';
import { Housekeeping } from '../platform/database/housekeeping.js';
import { isoTime } from '../platform/database/iso-time.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { Principal } from '../platform/http/principal.js';
import { actorOf } from '../platform/http/principal.js';
import { ProblemError, ruleProblem } from '../platform/http/problem.js';
import { newId } from '../platform/ids/ids.js';
import { SettingsService } from '../settings/settings.service.js';
import { outranks } from '../users/outranking.js';

const LIST = `
select k.id, k.name, k.permissions, case when k.revoked_at is not null then 'revoked'
    when k.expires_on < current_date then 'expired' else 'active' end as state,
  ${isoTime('k.created_at')} as "madeAt", k.expires_on::text as "expiresOn", ${isoTime('k.used_at')} as "usedAt",
  k.used_from as "usedFrom", u.id as "userId", u.primary_id as "primaryId", u.first_name as "firstName",
  u.middle_name as "middleName", u.last_name as "lastName", u.pref_first_name as "prefFirstName",
  u.pref_middle_name as "prefMiddleName", u.pref_last_name as "prefLastName"
from api_key k join users u on u.id = k.user_id order by k.created_at desc, k.id desc`;
const MAKE = `insert into api_key (id, token_hash, user_id, name, permissions, expires_on)
select $1, $2, $3, $4, $5, $6::date where $6::date is null or $6::date >= current_date returning id`;
const OWNER = `select user_id as "userId" from api_key where id = $1 and revoked_at is null for update`;
const REVOKE = `update api_key set revoked_at = clock_timestamp() where id = $1`;
// What is over is shown for a while, so that whoever looks for it sees why it stopped.
const FORGET = `delete from api_key where least(revoked_at, expires_on + interval '1 day') < clock_timestamp() - interval '90 days'`;

type Row = Omit<ApiKey, 'madeBy'> & NameParts & { userId: string; primaryId: string };

/** Keys of machines: made, listed and revoked by people who may do at least as much. */
@Injectable()
export class KeyStore {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly settings: SettingsService,
    housekeeping: Housekeeping,
  ) {
    housekeeping.add(FORGET);
  }

  async list(): Promise<ApiKey[]> {
    const rows = await this.database.query<Row>(LIST);
    const display = this.settings.get('name_display');
    return rows.map(({ id, name, permissions, state, madeAt, expiresOn, usedAt, usedFrom, ...maker }) => {
      const madeBy = { userId: maker.userId, name: nameInText(maker, display) || maker.primaryId };
      return { id, name, permissions, state, madeBy, madeAt, expiresOn, usedAt, usedFrom };
    });
  }

  /**
   * Makes a key and returns its secret, which is nowhere kept.
   * @throws ProblemError `permission.denied` for permissions the maker lacks (decision 14), `record.rules` for a day
   *   that is past
   */
  make(me: Principal, { name, permissions, expiresOn }: MakeKey, from: Origin): Promise<MadeKey> {
    const own = new Set(me.permissions);
    const beyond = permissions.filter((permission) => !own.has(permission) || !KEY_PERMISSIONS.includes(permission));
    if (beyond.length > 0) {
      const errors = beyond.map((detail): FieldError => ({ path: 'permissions', code: 'key.beyond-own', detail }));
      throw new ProblemError('permission.denied', { errors });
    }
    const { token: secret, hash } = newToken(KEY_PREFIX);
    return this.unitOfWork.run(actorOf(me), async (unit) => {
      const id = newId();
      const made = await unit.sql(MAKE, [id, hash, me.userId, name, permissions, expiresOn]);
      if (made.length === 0) throw ruleProblem([{ path: 'expiresOn', code: 'date.past' }]);
      noteAccess(unit, { kind: 'key-made', userId: me.userId, apiKeyId: id, ...from });
      unit.ring(SIGN_IN_STREAM);
      return { id, secret };
    });
  }

  /** @throws ProblemError `resource.not-found`, `permission.denied` for the key of somebody who may do more */
  async revoke(me: Principal, id: string, from: Origin): Promise<void> {
    await this.unitOfWork.run(actorOf(me), async (unit) => {
      const [key] = await unit.sql<{ userId: string }>(OWNER, [id]);
      if (key === undefined) throw new ProblemError('resource.not-found');
      if (key.userId !== me.userId && (await outranks(unit, key.userId))) throw new ProblemError('permission.denied');
      await unit.sql(REVOKE, [id]);
      noteAccess(unit, { kind: 'key-revoked', userId: key.userId, actorId: me.userId, apiKeyId: id, ...from });
      unit.ring(SIGN_IN_STREAM);
    });
  }
}
