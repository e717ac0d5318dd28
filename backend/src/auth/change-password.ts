import { Injectable } from '@nestjs/common';
import { noteAccess } from '../access-log/note-access.js';
import type { ChangePassword } from '../contract/session.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { Principal } from '../platform/http/principal.js';
import { actorOf } from '../platform/http/principal.js';
import { ProblemError } from '../platform/http/problem.js';
import { SettingsService } from '../settings/settings.service.js';
import { accountEntry, takeAccount } from './account-entry.js';
import { Credentials } from './credentials.js';
import { LastResort } from './last-resort.js';
import type { Origin } from './lockout.js';
import { Lockout } from './lockout.js';
import { PasswordRules } from './password-rules.js';
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
    private readonly lastResort: LastResort,
    private readonly passwords: Passwords,
    private readonly rules: PasswordRules,
    private readonly sessions: Sessions,
    private readonly settings: SettingsService,
  ) {}

  /** @throws ProblemError `password.refused` with the field and the reason, `service.unavailable` in a rush */
  async change(me: Principal, { currentPassword, newPassword }: ChangePassword, from: Origin): Promise<void> {
    if (newPassword === currentPassword) throw refused('newPassword', 'password.unchanged');
    const refusal = await this.rules.refusal(me.userId, newPassword);
    if (refusal !== null) throw refused('newPassword', refusal);
    const secret = this.lastResort.secretOf(me.primaryId, from);
    const attempt = await this.passwords.admit(() =>
      this.lockout.attempt(me.userId, secret, () => this.credentials.verify(me.userId, currentPassword), from),
    );
    if (attempt !== 'right') throw refused('currentPassword', 'password.wrong');
    const sealed = await this.credentials.seal(newPassword, { mustChange: false, hours: null });
    await this.unitOfWork.run(actorOf(me), async (unit) => {
      const account = await takeAccount(unit, me.userId);
      if (account?.status !== 'ACTIVE') throw new ProblemError('session.required');
      // The directory keeps the password of some, and nobody here that of external users.
      if (account.accountType !== 'INTERNAL') throw refused('newPassword', 'password.elsewhere');
      await this.credentials.put(unit, me.userId, sealed);
      unit.changed(accountEntry(me.userId, account, 'password-changed', this.settings.get('name_display')));
      noteAccess(unit, { kind: 'password-changed', userId: me.userId, ...from });
    });
    await this.sessions.endOthers(me.userId, me.sessionId);
  }
}
