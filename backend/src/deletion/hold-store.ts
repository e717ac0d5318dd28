import { Injectable } from '@nestjs/common';
import type { Hold, HoldKind, PutHold } from '../contract/deletion.js';
import { Database } from '../platform/database/database.js';
import { Housekeeping } from '../platform/database/housekeeping.js';
import { isoTime } from '../platform/database/iso-time.js';
import { databaseFailure, SQLSTATE } from '../platform/database/sqlstate.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { ProblemError } from '../platform/http/problem.js';

const COLUMNS = `kind, reference, label, link, ${isoTime('placed_at')} as "placedAt", ${isoTime('expires_at')} as "expiresAt"`;
/** The holds of a user ($1) that are live by the database's clock. */
export const LIVE_HOLDS = `select ${COLUMNS} from deletion_hold
where user_id = $1 and (expires_at is null or expires_at > clock_timestamp()) order by placed_at, kind, reference`;
const PLACE = `insert into deletion_hold (user_id, kind, reference, label, link, expires_at)
values ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6::int))
on conflict (user_id, kind, reference) do update
  set label = excluded.label, link = excluded.link, expires_at = excluded.expires_at
returning ${COLUMNS}`;
const CLEAR = `delete from deletion_hold where user_id = $1 and kind = $2 and reference = $3`;
const SWEEP = `delete from deletion_hold where expires_at < clock_timestamp() - interval '1 hour'`;

/** Which hold of a user is meant. */
export interface HoldKey {
  userId: string;
  kind: HoldKind;
  reference: string;
}

/**
 * What neighbouring systems hold of users. Placing a hold asks for the user's row by its foreign key, which whoever
 * deletes the user has taken for themselves: one of the two waits, and then is refused.
 */
@Injectable()
export class HoldStore {
  constructor(
    private readonly database: Database,
    housekeeping: Housekeeping,
  ) {
    housekeeping.add(SWEEP);
  }

  live(userId: string): Promise<Hold[]> {
    return this.database.query<Hold>(LIVE_HOLDS, [userId]);
  }

  /** @throws ProblemError `resource.not-found` when there is no such user */
  async place(unit: Unit, { userId, kind, reference }: HoldKey, { label, link, leaseSeconds }: PutHold): Promise<Hold> {
    try {
      const [hold] = await unit.sql<Hold>(PLACE, [userId, kind, reference, label, link, leaseSeconds]);
      if (hold === undefined) throw new Error('the hold was not written');
      return hold;
    } catch (error) {
      if (databaseFailure(error)?.code !== SQLSTATE.foreignKeyViolation) throw error;
      throw new ProblemError('resource.not-found', {}, { cause: error });
    }
  }

  async clear(unit: Unit, { userId, kind, reference }: HoldKey): Promise<void> {
    await unit.sql(CLEAR, [userId, kind, reference]);
  }
}
