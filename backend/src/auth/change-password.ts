import { Injectable } from '@nestjs/common';
import type { ChangePassword } from '../contract/session.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { Principal } from '../platform/http/principal.js';
import { actorOf } from '../platform/http/principal.js';
import { ProblemError } from '../platform/http/problem.js';
import { Credentials } from './credentials.js';
import { Lockout } from './lockout.js';
import { Passwords } from './passwords.js';
import { Sessions } from './sessions.js';

function refused(path: keyof ChangePassword, code: string): ProblemError {
  return new ProblemError('password.refused', { errors: [{ path, code }] });
}

/** A person changes their own password; the current one is asked for under the same lockout as sign-in (F07). */
@Injectable()
export class PasswordChange {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly credentials: Credentials,
    private readonly lockout: Lockout,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
  ) {}

  /** @throws ProblemError `password.refused` with the field and the reason */
  async change(me: Principal, { currentPassword, newPassword }: ChangePassword): Promise<void> {
    if (newPassword === currentPassword) throw refused('newPassword', 'password.unchanged');
    if (newPassword.toLowerCase().includes(me.primaryId.toLowerCase())) {
      throw refused('newPassword', 'password.contains-name');
    }
    const attempt = await this.lockout.attempt(me.userId, (hash) => this.passwords.verify(hash, currentPassword));
    if (attempt !== 'right') throw refused('currentPassword', 'password.wrong');
    await this.unitOfWork.run(actorOf(me), (unit) => this.credentials.set(unit, me.userId, newPassword, false));
    await this.sessions.endOthers(me.userId, me.sessionId);
  }
}
