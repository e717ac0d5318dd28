import type { Database } from '../platform/database/database.js';
import type { Unit } from '../platform/database/unit-of-work.js';

/**
 * What somebody proves themselves by. Each has a counter of its own: a patron's PIN at a desk locks nobody's sign-in,
 * and who is let in as a last resort is counted apart (docs/decisions/lockout.md).
 */
export type Secret = 'password' | 'pin' | 'last-resort';

/** Wrong secrets in a row that lock an account (S025). */
export const MOST_FAILURES = 5;
/** How long it stays locked (S026), by the database's clock. */
export const LOCK_MINUTES = 30;

const LOCK = `interval '${String(LOCK_MINUTES)} minutes'`;

// An attempt counts as failed from its beginning, so that a hundred at once cannot all find the counter low.
// The last alternative frees an account whose fifth attempt was never finished because its process died.
const RESERVE = `
insert into attempt_counter as c (user_id, secret, failures) select id, $2, 1 from users where id = $1 for key share
on conflict (user_id, secret) do update set attempted_at = clock_timestamp(), locked_at = null, locked_from = null,
  failures = case when c.locked_at is null then c.failures + 1 else 1 end
where (c.locked_at is null and c.failures < ${String(MOST_FAILURES)})
  or (c.locked_at is not null and c.locked_at + ${LOCK} <= clock_timestamp())
  or (c.locked_at is null and c.attempted_at < clock_timestamp() - interval '30 seconds')
returning 1`;
const IS_LOCKED = `select locked_at is not null as locked from attempt_counter where user_id = $1 and secret = $2`;
const SUCCEED = `update attempt_counter set failures = 0 where user_id = $1 and secret = $2 and locked_at is null`;
const GIVE_BACK = `update attempt_counter set failures = greatest(failures - 1, 0)
where user_id = $1 and secret = $2 and locked_at is null`;
const LOCK_UP = `update attempt_counter set locked_at = clock_timestamp(), locked_from = $3
where user_id = $1 and secret = $2 and failures >= ${String(MOST_FAILURES)} and locked_at is null returning 1`;
const CLEAR = `delete from attempt_counter where user_id = $1 and secret = $2`;
const UNLOCK = `${CLEAR} and locked_at + ${LOCK} > clock_timestamp() returning 1`;

/** What a try to take a try came to; `busy` when others hold the last ones. */
export type Reserved = 'taken' | 'locked' | 'busy';

export async function reserve(database: Database, userId: string, secret: Secret): Promise<Reserved> {
  if ((await database.query(RESERVE, [userId, secret])).length > 0) return 'taken';
  const [state] = await database.query<{ locked: boolean }>(IS_LOCKED, [userId, secret]);
  return state?.locked === false ? 'busy' : 'locked';
}

/** A right secret: the count begins anew. */
export async function succeed(database: Database, userId: string, secret: Secret): Promise<void> {
  await database.query(SUCCEED, [userId, secret]);
}

/** Only a secret that was looked at and found wrong counts; a failure of ours gives the try back (F09). */
export async function giveBack(database: Database, userId: string, secret: Secret): Promise<void> {
  await database.query(GIVE_BACK, [userId, secret]);
}

/** Locks the account when its tries are used up; true for the one who locked it. */
export async function lockUp(unit: Unit, userId: string, secret: Secret, from: string | null): Promise<boolean> {
  return (await unit.sql(LOCK_UP, [userId, secret, from])).length > 0;
}

/** Forgets every try, and a lock: the secret is another one (decision 7). */
export async function clearAttempts(unit: Unit, userId: string, secret: Secret): Promise<void> {
  await unit.sql(CLEAR, [userId, secret]);
}

/** Ends a lock that has not ended by itself; true for the one who ended it. */
export async function endLock(unit: Unit, userId: string, secret: Secret): Promise<boolean> {
  return (await unit.sql(UNLOCK, [userId, secret])).length > 0;
}
