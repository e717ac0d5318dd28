import { Injectable } from '@nestjs/common';
import type { MassLock } from '../contract/alarms.js';
import { Database } from '../platform/database/database.js';
import { isoTime } from '../platform/database/iso-time.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { SettingsService } from '../settings/settings.service.js';
import { LOCK_MINUTES } from './attempt-counter.js';

// Locks are counted one after another, so that of two that commit at once the later one sees the other.
const QUEUE = `select pg_advisory_xact_lock(hashtext('rollcall.lock-wave'))`;
const GO_ON = `update lock_wave set last_at = clock_timestamp()
where last_at > clock_timestamp() - make_interval(mins => $1) returning 1`;
const BEGIN = `
insert into lock_wave (id, began_at, last_at)
select 1, min(locked_at), clock_timestamp() from attempt_counter
where secret <> 'pin' and locked_at > clock_timestamp() - make_interval(mins => $1)
having count(distinct user_id) >= $2
on conflict (id) do update set began_at = excluded.began_at, last_at = excluded.last_at
returning 1`;
const NOW = `
select ${isoTime('w.began_at')} as since,
  ceil(1000 * extract(epoch from w.last_at + make_interval(mins => $1) - clock_timestamp()))::int as "leftMs",
  (select count(distinct c.user_id)::int from attempt_counter c where c.secret <> 'pin' and c.locked_at >= w.began_at
    and c.locked_at + interval '${String(LOCK_MINUTES)} minutes' > clock_timestamp()) as accounts
from lock_wave w where w.last_at > clock_timestamp() - make_interval(mins => $1)`;

/** Tells when somebody locks accounts by the dozen (F13). PINs are asked by machines that are known, and are not counted. */
@Injectable()
export class MassLocks {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
  ) {}

  /** Notes that a sign-in was locked in this unit; true when it is the one with which a wave begins. */
  async note(unit: Unit): Promise<boolean> {
    const minutes = this.settings.get('mass_lock_minutes');
    await unit.sql(QUEUE);
    if ((await unit.sql(GO_ON, [minutes])).length > 0) return false;
    return (await unit.sql(BEGIN, [minutes, this.settings.get('mass_lock_accounts')])).length > 0;
  }

  /** The wave that goes on, or null. */
  async now(): Promise<MassLock | null> {
    const [wave] = await this.database.query<MassLock>(NOW, [this.settings.get('mass_lock_minutes')]);
    return wave ?? null;
  }
}
