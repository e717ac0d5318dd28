import type { Lock } from '../contract/locks.js';
import { isoTime } from '../platform/database/iso-time.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { ProblemError } from '../platform/http/problem.js';

/** Columns of `record_lock l` as a lock is sent. */
export const LOCK_COLUMNS = `l.id::text as token, l.kind, l.holder, l.reason, l.job_id as "jobId",
  ${isoTime('l.acquired_at')} as "acquiredAt", ${isoTime('l.expires_at')} as "expiresAt"`;

/** A lock as an SQL JSON object, or null; for reads that join `record_lock l`. */
export const LOCK_JSON = `case when l.id is null then null else json_build_object('token', l.id::text, 'kind', l.kind,
  'holder', l.holder, 'reason', l.reason, 'jobId', l.job_id, 'acquiredAt', ${isoTime('l.acquired_at')},
  'expiresAt', ${isoTime('l.expires_at')}) end`;

/** Live locks among these tokens, by token. Expired leases and tokens without a row hold nothing. */
export async function liveLocks(unit: Unit, tokens: readonly string[]): Promise<Map<string, Lock>> {
  if (tokens.length === 0) return new Map();
  const rows = await unit.sql<Lock>(
    `select ${LOCK_COLUMNS} from record_lock l where l.id = any($1::bigint[]) and l.expires_at > clock_timestamp()`,
    [[...new Set(tokens)]],
  );
  return new Map(rows.map((row) => [row.token, row]));
}

interface Lockable {
  lockId?: string | null | undefined;
}

/**
 * Decides, for rows that are already taken, whether the actor may write them. Reading the lock after the row was
 * taken is what makes this safe (docs/decisions). A row whose lease has run out is freed in the same update.
 * @throws ProblemError `record.locked` when another holder's lease is live, or when the actor's own has been lost
 */
export async function freeOrRefuse(unit: Unit, rows: readonly Lockable[]): Promise<void> {
  const { token } = unit.actor;
  if (token !== null) {
    if (rows.some((row) => row.lockId !== token)) throw new ProblemError('record.locked');
    return;
  }
  const locks = await liveLocks(
    unit,
    rows.flatMap((row) => row.lockId ?? []),
  );
  for (const row of rows) {
    if (row.lockId === null || row.lockId === undefined) continue;
    const lock = locks.get(row.lockId);
    if (lock !== undefined) throw new ProblemError('record.locked', { lock });
    row.lockId = null;
  }
}
