import { Injectable } from '@nestjs/common';
import { AccessLog } from '../access-log/access-log.js';
import type { AccountRow } from '../auth/account.js';
import { ACCOUNT_COLUMNS, MAY_SIGN_IN, grantsNow, rightsOf } from '../auth/account.js';
import type { Origin } from '../auth/lockout.js';
import { hashToken } from '../auth/tokens.js';
import type { Permission } from '../contract/permissions.js';
import { restrictedTo } from '../contract/grants.js';
import { Database } from '../platform/database/database.js';
import { Rates } from '../platform/database/rates.js';
import { networkOf } from '../platform/http/network-of.js';
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
where id = $1 and (used_at is null or used_at < clock_timestamp() - interval '1 minute') returning 1`;
const OWNER = `select id as "apiKeyId", user_id as "userId" from api_key where token_hash = $1`;

interface KeyRow extends AccountRow {
  keyId: string;
  name: string;
  granted: Permission[];
}

/** Finds who is behind a key. */
@Injectable()
export class KeyPrincipals {
  private readonly isFirst: (network: string) => Promise<boolean>;

  constructor(
    private readonly database: Database,
    private readonly limiter: KeyLimiter,
    private readonly accessLog: AccessLog,
    rates: Rates,
  ) {
    this.isFirst = rates.first('key-refused');
  }

  /**
   * The principal of a key, with those of its permissions that its maker has now; null when it is good for nothing.
   * @throws ProblemError `rate.limited`
   */
  async find(secret: string, from: Origin): Promise<Principal | null> {
    const hash = hashToken(secret);
    const [row] = await this.database.query<KeyRow>(FIND, [hash]);
    if (row === undefined) {
      await this.refused(hash, from);
      return null;
    }
    const { keyId, userId } = row;
    await this.limiter.count(keyId);
    const isNoted = (await this.database.query(USED, [keyId, from.ip])).length > 0;
    if (isNoted) this.accessLog.add({ kind: 'key-used', userId, apiKeyId: keyId, ...from });
    return {
      kind: 'api-key',
      sessionId: keyId,
      userId,
      primaryId: row.primaryId,
      displayName: row.name,
      ...rightsOf(restrictedTo(row.granted, grantsNow(row))),
      mustChangePassword: row.mustChange,
    };
  }

  /** Once a minute and network: whoever guesses must not write the log full. */
  private async refused(hash: Buffer, from: Origin): Promise<void> {
    if (!(await this.isFirst(networkOf(from.ip)))) return;
    const [known] = await this.database.query<{ apiKeyId: string; userId: string }>(OWNER, [hash]);
    const whose = known ?? { apiKeyId: null, userId: null };
    this.accessLog.add({ kind: 'key-refused', ...whose, ...from, detail: known ? 'key-over' : 'unknown-key' });
  }
}
