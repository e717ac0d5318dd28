import { Injectable } from '@nestjs/common';
import { ProblemError } from '../platform/http/problem.js';
import { Database } from '../platform/database/database.js';
import { identifierKey } from '../users/keys.js';
import { Lockout } from './lockout.js';
import { Passwords } from './passwords.js';

// Who may sign in at all; where the password is checked is the account type's business, never trial and error.
const FIND = `
select u.id, u.account_type = 'INTERNAL' and c.user_id is not null and u.status = 'ACTIVE'
  and (u.expiry_date is null or u.expiry_date >= current_date)
  and (c.locked_at is null or c.locked_at + interval '30 minutes' <= clock_timestamp()) as "mayTry"
from users u left join credential c on c.user_id = u.id
where u.primary_id_key collate "C" = $1`;

/** Sign-in by local password. */
@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly lockout: Lockout,
  ) {}

  /**
   * The id of the user whose name and password these are.
   * @throws ProblemError `session.sign-in-refused`: the same answer, after the same work, for an unknown name, a
   *   wrong password and a locked, inactive or expired account
   */
  async signIn(username: string, password: string): Promise<string> {
    const [user] = await this.database.query<{ id: string; mayTry: boolean }>(FIND, [identifierKey(username)]);
    if (user?.mayTry !== true) {
      await this.passwords.refuseSlowly(password);
      throw new ProblemError('session.sign-in-refused');
    }
    const attempt = await this.lockout.attempt(user.id, (hash) => this.passwords.verify(hash, password));
    if (attempt === 'right') return user.id;
    if (attempt === 'locked') await this.passwords.refuseSlowly(password);
    throw new ProblemError('session.sign-in-refused');
  }
}
