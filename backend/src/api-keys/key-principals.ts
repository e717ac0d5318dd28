import { Injectable } from '@nestjs/common';
import type { AccountRow } from '../auth/account.js';
import { ACCOUNT_COLUMNS, MAY_SIGN_IN, grantsNow, rightsOf } from '../auth/account.js';
import { hashToken } from '../auth/tokens.js';
import type { Permission } from '../contract/permissions.js';
import { restrictedTo } from '../contract/grants.js';
import { Database } from '../platform/database/database.js';
import type { Principal } from '../platform/http/principal.js';
import { KeyLimiter } from './key-limiter.js';

// Read at every request: whatever ends a key, or takes a right from its maker, counts from the next one on.
const FIND = `
select k.id as "keyId", k.name, k.permissions as granted, ${ACCOUNT_COLUMNS}
from api_key k join users u on u.id = k.user_id left join credential c on c.user_id = u.id
where k.token_hash = $1 and k.revoked_at is null and (k.expires_on is null or k.expires_on >= current_date)
  and ${MAY_SIGN_IN}`;
// Written at most once a minute, so that reading is not a write.
const USED = `update api_key set used_at = clock_timestamp(), used_from = $2
where id = $1 and (used_at is null or used_at < clock_timestamp() - interval '1 minute')`;

interface KeyRow extends AccountRow {
  keyId: string;
  name: string;
  granted: Permission[];
}

/** Finds who is behind a key. */
@Injectable()
export class KeyPrincipals {
  constructor(
    private readonly database: Database,
    private readonly limiter: KeyLimiter,
  ) {}

  /**
   * The principal of a key, with those of its permissions that its maker has now; null when it is good for nothing.
   * @throws ProblemError `rate.limited`
   */
  async find(secret: string, ip: string): Promise<Principal | null> {
    const [row] = await this.database.query<KeyRow>(FIND, [hashToken(secret)]);
    if (row === undefined) return null;
    await this.limiter.count(row.keyId);
    await this.database.query(USED, [row.keyId, ip]);
    return {
      kind: 'api-key',
      sessionId: row.keyId,
      userId: row.userId,
      primaryId: row.primaryId,
      displayName: row.name,
      ...rightsOf(restrictedTo(row.granted, grantsNow(row))),
      mustChangePassword: row.mustChange,
    };
  }
}
