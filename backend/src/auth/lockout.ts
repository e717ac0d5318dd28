import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { ChangeAction } from '../contract/changes.js';
import { SYSTEM } from '../platform/database/actor.js';
import { Database } from '../platform/database/database.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { SettingsService } from '../settings/settings.service.js';
import { accountEntry, takeAccount } from './account-entry.js';

/** Wrong passwords in a row that lock an account (S025). */
export const MOST_FAILURES = 5;
/** How long it stays locked (S026), by the database's clock. */
export const LOCK_MINUTES = 30;

const LOCK_ENDED = `locked_at + interval '${String(LOCK_MINUTES)} minutes' <= clock_timestamp()`;

// An attempt counts as failed from its beginning, so that a hundred at once cannot all find the counter low.
// The last alternative frees an account whose fifth attempt was never finished because its process died.
const reserve = (table: string): string => `
update ${table} set attempted_at = clock_timestamp(), locked_at = null,
  failures = case when locked_at is null then failures + 1 else 1 end
where user_id = $1 and (
  (locked_at is null and failures < ${String(MOST_FAILURES)})
  or (locked_at is not null and ${LOCK_ENDED})
  or (locked_at is null and attempted_at < clock_timestamp() - interval '30 seconds'))
returning 1`;
const isLocked = (table: string): string => `select locked_at is not null as locked from ${table} where user_id = $1`;
const succeed = (table: string): string => `update ${table} set failures = 0 where user_id = $1 and locked_at is null`;
// Only a secret that was looked at and found wrong counts; a failure of ours gives the try back (F09).
const giveBack = (table: string): string =>
  `update ${table} set failures = greatest(failures - 1, 0) where user_id = $1 and locked_at is null`;
const fail = (table: string): string => `
update ${table} set locked_at = clock_timestamp()
where user_id = $1 and failures >= ${String(MOST_FAILURES)} and locked_at is null returning 1`;

/** What somebody proves themselves by. Each has a counter of its own: a patron's PIN at a desk locks nobody's sign-in. */
export type Secret = 'password' | 'pin';

/** Each counter stands beside the secret it counts for. */
const TABLES: Record<Secret, string> = { password: 'credential', pin: 'user_pin' };
const LOCKED: Record<Secret, ChangeAction> = { password: 'sign-in-locked', pin: 'pin-locked' };

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
  ) {}

  /**
   * Checks a secret under its counter. `check` runs only while there are tries left, one at a time, so any
   * number of right secrets at once succeed and of wrong ones only five are ever tried.
   * @returns `locked` whatever the secret, without checking it, when the account has no try left
   */
  attempt(userId: string, secret: Secret, check: () => Promise<boolean>, _from: Origin | null): Promise<Attempt> {
    const key = `${secret} ${userId}`;
    const turn = (this.lines.get(key) ?? Promise.resolve()).then(() => this.once(userId, secret, check));
    const line = turn.catch(() => undefined);
    this.lines.set(key, line);
    void line.then(() => {
      if (this.lines.get(key) === line) this.lines.delete(key);
    });
    return turn;
  }

  private async once(userId: string, secret: Secret, check: () => Promise<boolean>): Promise<Attempt> {
    const table = TABLES[secret];
    if (!(await this.reserve(userId, table))) return 'locked';
    const right = await check().catch(async (error: unknown) => {
      await this.database.query(giveBack(table), [userId]);
      throw error;
    });
    if (right) await this.database.query(succeed(table), [userId]);
    else await this.fail(userId, secret);
    return right ? 'right' : 'wrong';
  }

  /** Takes a try; false when the account is locked. Waits while other nodes use up the last tries. */
  private async reserve(userId: string, table: string): Promise<boolean> {
    for (let waited = 0; waited <= PATIENCE_MS; waited += STEP_MS) {
      if ((await this.database.query(reserve(table), [userId])).length > 0) return true;
      const [state] = await this.database.query<{ locked: boolean }>(isLocked(table), [userId]);
      if (state === undefined || state.locked) return false;
      await wait(STEP_MS);
    }
    return false;
  }

  private async fail(userId: string, secret: Secret): Promise<void> {
    await this.unitOfWork.run(SYSTEM, async (unit) => {
      const locked = await unit.sql(fail(TABLES[secret]), [userId]);
      const account = locked.length === 0 ? null : await takeAccount(unit, userId);
      if (account === null) return;
      unit.changed(accountEntry(userId, account, LOCKED[secret], this.settings.get('name_display')));
    });
  }
}
