import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { noteAccess } from '../access-log/note-access.js';
import type { AccountType } from '../contract/codes.js';
import type { OneTimePassword, PasswordState } from '../contract/passwords.js';
import { Database } from '../platform/database/database.js';
import { isoTime } from '../platform/database/iso-time.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { Principal } from '../platform/http/principal.js';
import { actorOf } from '../platform/http/principal.js';
import { ProblemError, ruleProblem } from '../platform/http/problem.js';
import { SettingsService } from '../settings/settings.service.js';
import { outranks } from '../users/outranking.js';
import { accountEntry, takeAccountFor } from './account-entry.js';
import { Credentials } from './credentials.js';
import type { Origin } from './lockout.js';
import { Sessions } from './sessions.js';

// Nothing that is taken for something else when it is read out or written down: 31 signs, twenty of them 99 bits.
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 5;

const STATE = `
select u.account_type as "accountType", ${isoTime('c.changed_at')} as "changedAt", ${isoTime('c.expires_at')} as "expiresAt",
  case when c.user_id is null then 'none' when not c.must_change then 'own' when c.expires_at is null then 'handed-out'
    when c.used_at is not null then 'used' when c.expires_at <= clock_timestamp() then 'expired'
    else 'one-time' end as state
from users u left join credential c on c.user_id = u.id where u.id = $1`;
const EXPIRES_AT = `select ${isoTime('expires_at')} as "expiresAt" from credential where user_id = $1`;

type StateRow = Omit<PasswordState, 'refusal'> & { accountType: AccountType };

function newSecret(): string {
  const group = (): string =>
    Array.from({ length: GROUP_LENGTH }, () => SIGNS.charAt(randomInt(SIGNS.length))).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** Why the actor cannot set this user's password: a field code, or null when they can. */
async function refusalOf(
  asker: Pick<Unit, 'actor' | 'sql'>,
  userId: string,
  accountType: AccountType,
): Promise<string | null> {
  if (userId === asker.actor.id) return 'password.own';
  if (accountType === 'EXTERNAL') return 'password.of-feed';
  if (accountType === 'INTEXTAUTH') return 'password.of-directory';
  return (await outranks(asker, userId)) ? 'sign-in.outranks' : null;
}

function refused(code: string): ProblemError {
  const errors = [{ path: 'password', code }];
  return code === 'sign-in.outranks' ? new ProblemError('permission.denied', { errors }) : ruleProblem(errors);
}

/**
 * An administrator never chooses or reads a password of somebody else (F20): they make one that is random, shown once,
 * soon ended, good for one sign-in, and has to be changed at that.
 */
@Injectable()
export class OneTimePasswords {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
    private readonly credentials: Credentials,
    private readonly sessions: Sessions,
    private readonly settings: SettingsService,
  ) {}

  /** @throws ProblemError `resource.not-found` */
  async state(me: Principal, userId: string): Promise<PasswordState> {
    const [row] = await this.database.query<StateRow>(STATE, [userId]);
    if (row === undefined) throw new ProblemError('resource.not-found');
    const { accountType, ...state } = row;
    const sql = <Row>(text: string, params?: readonly unknown[]): Promise<Row[]> => this.database.query(text, params);
    return { ...state, refusal: await refusalOf({ actor: actorOf(me), sql }, userId, accountType) };
  }

  /**
   * Replaces the user's password, and ends their sessions and a lock of their sign-in.
   * @returns the password, which is in no answer after this one
   * @throws ProblemError `resource.not-found`, `record.rules` where the password is not kept here or is one's own,
   *   `permission.denied` for somebody who may do more than the actor (decision 14)
   */
  async make(me: Principal, userId: string, from: Origin): Promise<OneTimePassword> {
    const secret = newSecret();
    const hours = this.settings.get('one_time_password_hours');
    const sealed = await this.credentials.seal(secret, { mustChange: true, hours });
    const expiresAt = await this.unitOfWork.run(actorOf(me), async (unit) => {
      const account = await takeAccountFor(unit, userId, 'users.write');
      const refusal = await refusalOf(unit, userId, account.accountType);
      if (refusal !== null) throw refused(refusal);
      await this.credentials.put(unit, userId, sealed);
      await this.sessions.endAll(unit, userId);
      unit.changed(accountEntry(userId, account, 'one-time-password-set', this.settings.get('name_display')));
      noteAccess(unit, { kind: 'one-time-password-set', userId, actorId: me.userId, ...from });
      const [row] = await unit.sql<{ expiresAt: string }>(EXPIRES_AT, [userId]);
      if (row === undefined) throw new Error('a password that was set is not there');
      return row.expiresAt;
    });
    return { secret, expiresAt };
  }
}
