import { Injectable } from '@nestjs/common';
import { ProblemError } from '../platform/http/problem.js';
import { Database } from '../platform/database/database.js';
import { identifierKey } from '../users/keys.js';
import { Credentials } from './credentials.js';
import { Lockout } from './lockout.js';
import { Passwords } from './passwords.js';

// Who may sign in at all; where the password is checked is the account type's business, never trial and error.
const FIND = `
select u.id, u.account_type = 'INTERNAL' and c.user_id is not null and u.status = 'ACTIVE'
  and (u.expiry_date is null or u.expiry_date >= current_date)
  and (c.locked_at is null or c.locked_at + interval '30 minutes' <= clock_timestamp())
  and (c.expires_at is null or (c.used_at is null and c.expires_at > clock_timestamp())) as "mayTry",
  c.expires_at is not null as "isOneTime"
from users u left join credential c on c.user_id = u.id
where u.primary_id_key collate "C" = $1`;

interface Found {
  id: string;
  mayTry: boolean;
  isOneTime: boolean;
}

/** Sign-in by local password. */
@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly lockout: Lockout,
    private readonly credentials: Credentials,
  ) {}

  /**
   * The id of the user whose name and password these are.
   * @throws ProblemError `session.sign-in-refused`: the same answer, after the same work, for an unknown name, a
   *   wrong password and a locked, inactive or expired account; `service.unavailable` in a rush
   */
  signIn(username: string, password: string): Promise<string> {
    return this.passwords.admit(() => this.check(username, password));
  }

  private async check(username: string, password: string): Promise<string> {
    const [user] = await this.database.query<Found>(FIND, [identifierKey(username)]);
    if (user?.mayTry !== true) {
      await this.passwords.refuseSlowly(password);
      throw new ProblemError('session.sign-in-refused');
    }
    const attempt = await this.lockout.attempt(
      user.id,
      'password',
      () => this.credentials.verify(user.id, password),
      null,
    );
    if (attempt === 'right' && (!user.isOneTime || (await this.credentials.use(user.id)))) return user.id;
    if (attempt === 'locked') await this.passwords.refuseSlowly(password);
    throw new ProblemError('session.sign-in-refused');
  }
}
