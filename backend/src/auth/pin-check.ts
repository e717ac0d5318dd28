import { Injectable } from '@nestjs/common';
import { AccessLog } from '../access-log/access-log.js';
import type { CheckPin } from '../contract/pins.js';
import { Database } from '../platform/database/database.js';
import { identifierKey } from '../users/keys.js';
import type { Origin } from './lockout.js';
import { Lockout } from './lockout.js';
import { Passwords } from './passwords.js';

// The primary identifier comes first where it is somebody else's barcode: one card is never two people.
const FIND = `
select u.id, p.user_id is not null and u.status = 'ACTIVE'
  and (u.expiry_date is null or u.expiry_date >= current_date) as "mayTry"
from users u left join user_pin p on p.user_id = u.id
where u.id in (
  select k.id from users k where k.primary_id_key collate "C" = $1
  union all select i.user_id from user_identifier i
    where i.value_key collate "C" = $1 and i.type = 'BARCODE' and i.active)
order by u.primary_id_key collate "C" = $1 desc limit 1`;
const HASH = `select pin_hash as "pinHash" from user_pin where user_id = $1`;

/** Compares PINs for self-check machines (S034). Ten thousand are soon tried, so five wrong ones lock (F21). */
@Injectable()
export class PinCheck {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly lockout: Lockout,
    private readonly accessLog: AccessLog,
  ) {}

  /**
   * Is it the patron's PIN? The same answer, after the same work, for somebody unknown, without a PIN, locked, inactive or
   * expired as for a wrong PIN.
   * @throws ProblemError `service.unavailable` in a rush
   */
  accepts({ patron, pin }: CheckPin, from: Origin): Promise<boolean> {
    return this.passwords.admit(async () => {
      const [found] = await this.database.query<{ id: string; mayTry: boolean }>(FIND, [identifierKey(patron)]);
      if (found?.mayTry === true) {
        const attempt = await this.lockout.attempt(found.id, 'pin', () => this.verify(found.id, pin), from);
        if (attempt !== 'locked') {
          this.accessLog.add({ kind: 'pin-checked', userId: found.id, ...from, detail: attempt });
          return attempt === 'right';
        }
      }
      await this.passwords.refuseSlowly(pin);
      return false;
    });
  }

  private async verify(userId: string, pin: string): Promise<boolean> {
    const [row] = await this.database.query<{ pinHash: string }>(HASH, [userId]);
    return row !== undefined && (await this.passwords.verify(row.pinHash, pin));
  }
}
