import { Injectable } from '@nestjs/common';
import { noteAccess } from '../access-log/note-access.js';
import type { ChangeAction } from '../contract/changes.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { Principal } from '../platform/http/principal.js';
import { actorOf } from '../platform/http/principal.js';
import { ProblemError } from '../platform/http/problem.js';
import { SettingsService } from '../settings/settings.service.js';
import { outranks } from '../users/outranking.js';
import { accountEntry, takeAccountFor } from './account-entry.js';
import type { Secret } from './attempt-counter.js';
import { endLock } from './attempt-counter.js';
import type { Origin } from './lockout.js';

const UNLOCKED: Record<Secret, ChangeAction> = {
  password: 'sign-in-unlocked',
  pin: 'pin-unlocked',
  'last-resort': 'sign-in-unlocked',
};

function refused(code: string): ProblemError {
  return new ProblemError('permission.denied', { errors: [{ path: 'secret', code }] });
}

/**
 * Ends a lock by hand (S027). It gives five further tries, so nobody does it for themselves nor for somebody who may do
 * more than they: whoever could would have all the tries they want at that password (docs/decisions/lockout.md).
 */
@Injectable()
export class Unlocking {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly settings: SettingsService,
  ) {}

  /**
   * @throws ProblemError `resource.not-found`, `user.not-locked` also when the lock ended in this very moment,
   *   `permission.denied` for oneself and for somebody who may do more than the actor
   */
  async unlock(me: Principal, userId: string, secret: Secret, from: Origin): Promise<void> {
    if (me.userId === userId) throw refused('unlock.own');
    await this.unitOfWork.run(actorOf(me), async (unit) => {
      // The counter comes first, as where a lock begins, so that neither waits for the other.
      const isEnded = await endLock(unit, userId, secret);
      const account = await takeAccountFor(unit, userId, 'users.write');
      if (await outranks(unit, userId)) throw refused('sign-in.outranks');
      if (!isEnded) throw new ProblemError('user.not-locked');
      unit.changed(accountEntry(userId, account, UNLOCKED[secret], this.settings.get('name_display')));
      noteAccess(unit, { kind: 'unlocked', userId, actorId: me.userId, ...from, detail: secret });
    });
  }
}
