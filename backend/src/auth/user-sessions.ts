import { Injectable } from '@nestjs/common';
import { noteAccess } from '../access-log/note-access.js';
import type { SessionList } from '../contract/session-list.js';
import { Database } from '../platform/database/database.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { Principal } from '../platform/http/principal.js';
import { actorOf } from '../platform/http/principal.js';
import { ProblemError } from '../platform/http/problem.js';
import { SettingsService } from '../settings/settings.service.js';
import { outranks } from '../users/outranking.js';
import { accountEntry, takeAccountFor } from './account-entry.js';
import type { Origin } from './lockout.js';
import { SessionLister } from './session-lister.js';
import { Sessions } from './sessions.js';

const IS_THERE = `select 1 from users where id = $1`;

/** What administrators see and end of other people's sessions. The history says that they did. */
@Injectable()
export class UserSessions {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: Sessions,
    private readonly lister: SessionLister,
    private readonly settings: SettingsService,
  ) {}

  /** @throws ProblemError `resource.not-found` */
  async list(me: Principal, userId: string): Promise<SessionList> {
    const found = await this.database.query(IS_THERE, [userId]);
    if (found.length === 0) throw new ProblemError('resource.not-found');
    return this.lister.of(userId, me.sessionId);
  }

  /** @throws ProblemError `resource.not-found`, `permission.denied` for somebody who may do more (decision 14) */
  endOne(me: Principal, userId: string, sessionId: string, from: Origin): Promise<void> {
    return this.change(me, userId, from, async (unit) => {
      if (!(await this.sessions.endInUnit(unit, userId, sessionId))) throw new ProblemError('resource.not-found');
    });
  }

  /** @throws ProblemError as `endOne` */
  endAll(me: Principal, userId: string, from: Origin): Promise<void> {
    return this.change(me, userId, from, (unit) => this.sessions.endAll(unit, userId));
  }

  private change(me: Principal, userId: string, from: Origin, work: (unit: Unit) => Promise<void>): Promise<void> {
    return this.unitOfWork.run(actorOf(me), async (unit) => {
      const account = await takeAccountFor(unit, userId, 'sessions.write');
      if (await outranks(unit, userId)) throw new ProblemError('permission.denied');
      await work(unit);
      unit.changed(accountEntry(userId, account, 'sessions-ended', this.settings.get('name_display')));
      noteAccess(unit, { kind: 'session-ended', userId, actorId: me.userId, ...from });
    });
  }
}
