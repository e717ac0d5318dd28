import { Injectable } from '@nestjs/common';
import { AccessLog } from '../access-log/access-log.js';
import type { AccessDetail } from '../contract/access-log.js';
import { ProblemError } from '../platform/http/problem.js';
import { Database } from '../platform/database/database.js';
import { identifierKey } from '../users/keys.js';
import { Credentials } from './credentials.js';
import type { Attempt, Origin } from './lockout.js';
import { Lockout } from './lockout.js';
import { Passwords } from './passwords.js';

// Who may sign in at all; where the password is checked is the account type's business, never trial and error.
const FIND = `
select u.id, u.account_type = 'INTERNAL' and c.user_id is not null and u.status = 'ACTIVE'
  and (u.expiry_date is null or u.expiry_date >= current_date)
  and (c.expires_at is null or (c.used_at is null and c.expires_at > clock_timestamp())) as "mayTry",
  c.expires_at is not null as "isOneTime"
from users u left join credential c on c.user_id = u.id
where u.primary_id_key collate "C" = $1`;

interface Found {
  id: string;
  mayTry: boolean;
  isOneTime: boolean;
}

// A right password is refused when it was a one-time one that is used up.
const REASONS: Record<Attempt, AccessDetail> = { right: 'one-time-used', wrong: 'wrong-password', locked: 'locked' };

/** Sign-in by local password. */
@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly lockout: Lockout,
    private readonly credentials: Credentials,
    private readonly accessLog: AccessLog,
  ) {}

  /**
   * The id of the user whose name and password these are.
   * @throws ProblemError `session.sign-in-refused`: the same answer, after the same work, for an unknown name, a
   *   wrong password and a locked, inactive or expired account; `service.unavailable` in a rush
   */
  signIn(username: string, password: string, from: Origin): Promise<string> {
    return this.passwords.admit(() => this.check(username, password, from));
  }

  private async check(username: string, password: string, from: Origin): Promise<string> {
    const [user] = await this.database.query<Found>(FIND, [identifierKey(username)]);
    if (user?.mayTry !== true) {
      await this.passwords.refuseSlowly(password);
      throw this.refused(user?.id ?? null, user === undefined ? 'unknown-name' : 'not-allowed', from);
    }
    const attempt = await this.lockout.attempt(
      user.id,
      'password',
      () => this.credentials.verify(user.id, password),
      from,
    );
    if (attempt === 'right' && (!user.isOneTime || (await this.credentials.use(user.id)))) {
      this.accessLog.add({ kind: 'sign-in', userId: user.id, ...from });
      return user.id;
    }
    if (attempt === 'locked') await this.passwords.refuseSlowly(password);
    throw this.refused(user.id, REASONS[attempt], from);
  }

  /** The refusal, noted with its reason, which whoever is refused does not hear. */
  private refused(userId: string | null, detail: AccessDetail, from: Origin): ProblemError {
    this.accessLog.add({ kind: 'sign-in-refused', userId, ...from, detail });
    return new ProblemError('session.sign-in-refused');
  }
}
