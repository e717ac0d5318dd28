import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { AccountType, RecordType, Status } from '../contract/codes.js';
import type { NameParts } from '../contract/names.js';
import { displayName } from '../contract/names.js';
import { SYSTEM } from '../platform/database/actor.js';
import { Database } from '../platform/database/database.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { SettingsService } from '../settings/settings.service.js';

/** Wrong passwords in a row that lock an account (S025). */
export const MOST_FAILURES = 5;
/** How long it stays locked (S026), by the database's clock. */
export const LOCK_MINUTES = 30;

const LOCK_ENDED = `locked_at + interval '${String(LOCK_MINUTES)} minutes' <= clock_timestamp()`;

// An attempt counts as failed from its beginning, so that a hundred at once cannot all find the counter low.
// The last alternative frees an account whose fifth attempt was never finished because its process died.
const RESERVE = `
update credential set attempted_at = clock_timestamp(), locked_at = null,
  failures = case when locked_at is null then failures + 1 else 1 end
where user_id = $1 and (
  (locked_at is null and failures < ${String(MOST_FAILURES)})
  or (locked_at is not null and ${LOCK_ENDED})
  or (locked_at is null and attempted_at < clock_timestamp() - interval '30 seconds'))
returning password_hash as "passwordHash"`;
const IS_LOCKED = `select locked_at is not null as locked from credential where user_id = $1`;
const SUCCEED = `update credential set failures = 0 where user_id = $1 and locked_at is null`;
// Only a password that was looked at and found wrong counts; a failure of ours gives the try back (F09).
const GIVE_BACK = `update credential set failures = greatest(failures - 1, 0) where user_id = $1 and locked_at is null`;
const FAIL = `
update credential c set locked_at = clock_timestamp() from users u
where c.user_id = $1 and u.id = c.user_id and c.failures >= ${String(MOST_FAILURES)} and c.locked_at is null
returning u.version, u.primary_id as "primaryId", u.record_type as "recordType", u.account_type as "accountType",
  u.status, u.campus_code as unit, u.first_name as "firstName", u.middle_name as "middleName", u.last_name as "lastName",
  u.pref_first_name as "prefFirstName", u.pref_middle_name as "prefMiddleName", u.pref_last_name as "prefLastName"`;

interface LockedUser extends NameParts {
  version: number;
  primaryId: string;
  recordType: RecordType;
  accountType: AccountType;
  status: Status;
  unit: string | null;
}

/** What came of checking a secret. */
export type Attempt = 'right' | 'wrong' | 'locked';

const PATIENCE_MS = 5000;
const STEP_MS = 25;

/** The one counter of wrong passwords; every path that checks the secret goes through `attempt`. */
@Injectable()
export class Lockout {
  private readonly lines = new Map<string, Promise<unknown>>();

  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly settings: SettingsService,
  ) {}

  /**
   * Checks a secret under the counter. `check` runs only while the account has tries left, one at a time, so any
   * number of right passwords at once succeed and of wrong ones only five are ever tried.
   * @returns `locked` whatever the secret, without checking it, when the account has no try left
   */
  attempt(userId: string, check: (passwordHash: string) => Promise<boolean>): Promise<Attempt> {
    const turn = (this.lines.get(userId) ?? Promise.resolve()).then(() => this.once(userId, check));
    const line = turn.catch(() => undefined);
    this.lines.set(userId, line);
    void line.then(() => {
      if (this.lines.get(userId) === line) this.lines.delete(userId);
    });
    return turn;
  }

  private async once(userId: string, check: (passwordHash: string) => Promise<boolean>): Promise<Attempt> {
    const passwordHash = await this.reserve(userId);
    if (passwordHash === null) return 'locked';
    const right = await check(passwordHash).catch(async (error: unknown) => {
      await this.database.query(GIVE_BACK, [userId]);
      throw error;
    });
    if (right) await this.database.query(SUCCEED, [userId]);
    else await this.fail(userId);
    return right ? 'right' : 'wrong';
  }

  /** The hash to check against, or null when the account is locked. Waits while other nodes use up the last tries. */
  private async reserve(userId: string): Promise<string | null> {
    for (let waited = 0; waited <= PATIENCE_MS; waited += STEP_MS) {
      const [reserved] = await this.database.query<{ passwordHash: string }>(RESERVE, [userId]);
      if (reserved !== undefined) return reserved.passwordHash;
      const [state] = await this.database.query<{ locked: boolean }>(IS_LOCKED, [userId]);
      if (state === undefined || state.locked) return null;
      await wait(STEP_MS);
    }
    return null;
  }

  private async fail(userId: string): Promise<void> {
    await this.unitOfWork.run(SYSTEM, async (unit) => {
      const [user] = await unit.sql<LockedUser>(FAIL, [userId]);
      if (user === undefined) return;
      const { version, recordType, accountType, status, unit: place } = user;
      unit.changed({
        recordId: userId,
        version,
        action: 'sign-in-locked',
        recordName: displayName(user, this.settings.get('name_display')) || user.primaryId,
        facets: { recordType, accountType, status, unit: place },
        fields: [],
      });
    });
  }
}
