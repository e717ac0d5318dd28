import { Injectable } from '@nestjs/common';
import { AccessLog } from '../access-log/access-log.js';
import type { AccessDetail } from '../contract/access-log.js';
import type { AccountType } from '../contract/codes.js';
import { DirectoryRoles } from '../ldap/directory-roles.js';
import { DirectoryService } from '../ldap/directory.service.js';
import type { DirectoryGroup } from '../ldap/directory-connection.js';
import { ProblemError } from '../platform/http/problem.js';
import { Database } from '../platform/database/database.js';
import { identifierKey } from '../users/keys.js';
import type { Secret } from './attempt-counter.js';
import { Credentials } from './credentials.js';
import { LastResort } from './last-resort.js';
import type { Attempt, Origin } from './lockout.js';
import { Lockout } from './lockout.js';
import { Passwords } from './passwords.js';
import { SignInThrottle } from './sign-in-throttle.js';

// Who may sign in at all; where the password is checked is the account type's business, never trial and error.
const FIND = `
select u.id, u.primary_id as "primaryId", u.account_type as "accountType", u.status = 'ACTIVE'
  and (u.account_type = 'INTEXTAUTH' or (u.account_type = 'INTERNAL' and c.user_id is not null))
  and (u.expiry_date is null or u.expiry_date >= current_date)
  and (u.account_type <> 'INTERNAL' or c.expires_at is null
    or (c.used_at is null and c.expires_at > clock_timestamp())) as "mayTry",
  c.expires_at is not null as "isOneTime"
from users u left join credential c on c.user_id = u.id
where u.primary_id_key collate "C" = $1`;

interface Found {
  id: string;
  primaryId: string;
  accountType: AccountType;
  mayTry: boolean;
  isOneTime: boolean;
}

// A right password is refused when it was a one-time one that is used up.
const REASONS: Record<Attempt, AccessDetail> = { right: 'one-time-used', wrong: 'wrong-password', locked: 'locked' };

/** Sign-in, by the password the portal keeps or by the one the directory keeps: the record decides which. */
@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly lockout: Lockout,
    private readonly credentials: Credentials,
    private readonly directory: DirectoryService,
    private readonly roles: DirectoryRoles,
    private readonly accessLog: AccessLog,
    private readonly lastResort: LastResort,
    private readonly throttle: SignInThrottle,
  ) {}

  /**
   * The id of the user whose name and password these are.
   * @throws ProblemError `session.sign-in-refused`: the same answer, after the same work, for an unknown name, a
   *   wrong password and a locked, inactive or expired account; `rate.limited` for an address that was refused too
   *   often, whatever the name; `service.unavailable` in a rush; `sign-in.directory-unavailable` for an account of a
   *   directory that does not answer
   */
  signIn(username: string, password: string, from: Origin): Promise<string> {
    return this.throttle.guard(from, () => this.letIn(username, password, from));
  }

  private async letIn(username: string, password: string, from: Origin): Promise<string> {
    const user = await this.find(username);
    const byDirectory = user?.mayTry === true && user.accountType === 'INTEXTAUTH' && this.directory.isConfigured;
    // Who waits for a slow directory takes no place in the line of those who do not need it.
    if (byDirectory) {
      const userId = await this.directory.admit(() => this.byDirectory(user, password, from));
      this.accessLog.add({ kind: 'sign-in', userId, ...from });
      return userId;
    }
    const secret = this.lastResort.secretOf(username, from);
    const userId = await this.passwords.admit(() => this.byPassword(user, password, secret, from));
    if (secret === 'last-resort') this.lastResort.used(userId, from);
    else this.accessLog.add({ kind: 'sign-in', userId, ...from });
    return userId;
  }

  private async find(username: string): Promise<Found | undefined> {
    // No name holds NUL, which the database cannot even be asked for.
    if (username.includes('\0')) return undefined;
    const [user] = await this.database.query<Found>(FIND, [identifierKey(username)]);
    return user;
  }

  private async byPassword(user: Found | undefined, password: string, secret: Secret, from: Origin): Promise<string> {
    if (user?.mayTry !== true || user.accountType !== 'INTERNAL') {
      await this.passwords.refuseSlowly(password);
      throw this.refused(user?.id ?? null, user === undefined ? 'unknown-name' : 'not-allowed', from);
    }
    const check = (): Promise<boolean> => this.credentials.verify(user.id, password);
    const attempt = await this.lockout.attempt(user.id, secret, check, from);
    if (attempt === 'right' && (!user.isOneTime || (await this.credentials.use(user.id)))) return user.id;
    if (attempt === 'locked') await this.passwords.refuseSlowly(password);
    throw this.refused(user.id, REASONS[attempt], from);
  }

  private async byDirectory(user: Found, password: string, from: Origin): Promise<string> {
    const found: { groups: DirectoryGroup[] | null } = { groups: null };
    const check = async (): Promise<boolean> => {
      const answer = await this.directory.check(user.primaryId, password);
      // Of somebody the directory does not let in whatever they type there is nothing to guess, and nothing to count.
      if (answer.outcome === 'not-allowed') throw this.refused(user.id, 'not-allowed', from);
      if (answer.outcome === 'right') found.groups = answer.groups;
      return answer.outcome === 'right';
    };
    const attempt = await this.lockout.attempt(user.id, 'password', check, from);
    if (attempt !== 'right') throw this.refused(user.id, REASONS[attempt], from);
    if (found.groups !== null) await this.roles.follow(user.id, found.groups);
    return user.id;
  }

  /** The refusal, noted with its reason, which whoever is refused does not hear. */
  private refused(userId: string | null, detail: AccessDetail, from: Origin): ProblemError {
    this.accessLog.add({ kind: 'sign-in-refused', userId, ...from, detail });
    return new ProblemError('session.sign-in-refused');
  }
}
