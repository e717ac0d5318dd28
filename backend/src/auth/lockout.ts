import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { noteAccess } from '../access-log/note-access.js';
import type { ChangeAction } from '../contract/changes.js';
import { SYSTEM } from '../platform/database/actor.js';
import { Database } from '../platform/database/database.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { SettingsService } from '../settings/settings.service.js';
import { accountEntry, takeAccount } from './account-entry.js';
import type { Secret } from './attempt-counter.js';
import { giveBack, lockUp, reserve, succeed } from './attempt-counter.js';
import { MassLocks } from './mass-lock.js';

const LOCKED: Record<Secret, ChangeAction> = {
  password: 'sign-in-locked',
  pin: 'pin-locked',
  'last-resort': 'sign-in-locked',
};

/** Where an attempt comes from. */
export interface Origin {
  ip: string;
  userAgent: string | null;
}

/** What came of checking a secret. */
export type Attempt = 'right' | 'wrong' | 'locked';

const PATIENCE_MS = 5000;
const STEP_MS = 25;

/** The counters of wrong secrets; every path that checks one goes through `attempt`. */
@Injectable()
export class Lockout {
  private readonly lines = new Map<string, Promise<unknown>>();

  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly settings: SettingsService,
    private readonly massLocks: MassLocks,
  ) {}

  /**
   * Checks a secret under its counter. `check` runs only while there are tries left, one at a time, so any
   * number of right secrets at once succeed and of wrong ones only five are ever tried.
   * @returns `locked` whatever the secret, without checking it, when the account has no try left
   */
  attempt(userId: string, secret: Secret, check: () => Promise<boolean>, from: Origin | null): Promise<Attempt> {
    const key = `${secret} ${userId}`;
    const turn = (this.lines.get(key) ?? Promise.resolve()).then(() => this.once(userId, secret, check, from));
    const line = turn.catch(() => undefined);
    this.lines.set(key, line);
    void line.then(() => {
      if (this.lines.get(key) === line) this.lines.delete(key);
    });
    return turn;
  }

  private async once(
    userId: string,
    secret: Secret,
    check: () => Promise<boolean>,
    from: Origin | null,
  ): Promise<Attempt> {
    if (!(await this.reserve(userId, secret))) return 'locked';
    const right = await check().catch(async (error: unknown) => {
      await giveBack(this.database, userId, secret);
      throw error;
    });
    if (right) await succeed(this.database, userId, secret);
    else await this.fail(userId, secret, from);
    return right ? 'right' : 'wrong';
  }

  /** Takes a try; false when the account is locked. Waits while other nodes use up the last tries. */
  private async reserve(userId: string, secret: Secret): Promise<boolean> {
    for (let waited = 0; waited <= PATIENCE_MS; waited += STEP_MS) {
      const reserved = await reserve(this.database, userId, secret);
      if (reserved !== 'busy') return reserved === 'taken';
      await wait(STEP_MS);
    }
    return false;
  }

  private async fail(userId: string, secret: Secret, from: Origin | null): Promise<void> {
    const { ip = null, userAgent = null } = from ?? {};
    await this.unitOfWork.run(SYSTEM, async (unit) => {
      if (!(await lockUp(unit, userId, secret, ip))) return;
      const account = await takeAccount(unit, userId);
      if (account === null) return;
      unit.changed(accountEntry(userId, account, LOCKED[secret], this.settings.get('name_display')));
      noteAccess(unit, { kind: 'locked', userId, ip, userAgent, detail: secret });
      const isWave = secret !== 'pin' && (await this.massLocks.note(unit));
      if (isWave) noteAccess(unit, { kind: 'mass-lock', userId: null, ip, userAgent });
    });
  }
}
