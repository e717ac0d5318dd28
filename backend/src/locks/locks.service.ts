import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/database/actor.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { liveLocks } from './lock-check.js';

/** Seconds a lease lives without being renewed; renew every third of it. */
export const LEASE_SECONDS = 30;

/** Who will hold the records and why; shown to everybody who has one of them on screen. */
export interface LockRequest {
  kind: 'job' | 'exclusive';
  holderId: string | null;
  holder: string;
  reason: string;
  jobId: string | null;
}

export interface Lease {
  /** The fencing token: write as an actor with this token. */
  token: string;
  taken: string[];
  /** Records that somebody is writing or holding right now; come back for them. */
  busy: string[];
}

const INSERT_LOCK = `
insert into record_lock (kind, holder_id, holder, reason, job_id, record_ids, expires_at)
values ($1, $2, $3, $4, $5, $6::uuid[], clock_timestamp() + make_interval(secs => ${String(LEASE_SECONDS)}))
returning id::text as token`;

/** Leases on records, fenced by a token that only its holder's writes carry (docs/decisions). */
@Injectable()
export class LocksService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Takes what is free of these records, without waiting for the rest. Null when nothing could be taken. */
  acquire(actor: Actor, ids: readonly string[], request: LockRequest): Promise<Lease | null> {
    return this.unitOfWork.run(actor, async (unit) => {
      const rows = await unit.sql<{ id: string; lockId: string | null }>(
        `select id, lock_id::text as "lockId" from users where id = any($1::uuid[]) order by id
        for no key update skip locked`,
        [ids],
      );
      const locks = await liveLocks(
        unit,
        rows.flatMap((row) => row.lockId ?? []),
      );
      const taken = rows.filter((row) => row.lockId === null || !locks.has(row.lockId)).map((row) => row.id);
      const busy = ids.filter((id) => !taken.includes(id));
      if (taken.length === 0) return null;
      const { kind, holderId, holder, reason, jobId } = request;
      const [lock] = await unit.sql<{ token: string }>(INSERT_LOCK, [kind, holderId, holder, reason, jobId, taken]);
      if (lock === undefined) throw new Error('the lock was not written');
      await unit.sql(`update users set lock_id = $1::bigint where id = any($2::uuid[])`, [lock.token, taken]);
      unit.ring('locks');
      return { token: lock.token, taken, busy };
    });
  }

  /** Prolongs a lease. False when it has run out or was broken: the holder must stop. */
  renew(actor: Actor, token: string): Promise<boolean> {
    return this.unitOfWork.run(actor, async (unit) => {
      const rows = await unit.sql(
        `update record_lock set expires_at = clock_timestamp() + make_interval(secs => ${String(LEASE_SECONDS)})
        where id = $1::bigint and expires_at > clock_timestamp() returning id`,
        [token],
      );
      return rows.length === 1;
    });
  }

  /** Gives the records back, as part of the unit of work that wrote them. */
  async release(unit: Unit, token: string): Promise<void> {
    await unit.sql(
      `update users u set lock_id = null from record_lock l
      where l.id = $1::bigint and u.id = any(l.record_ids) and u.lock_id = l.id`,
      [token],
    );
    await unit.sql(`delete from record_lock where id = $1::bigint`, [token]);
    unit.ring('locks');
  }
}
