import type { Blocker, Hold } from '../contract/deletion.js';
import { isoTime } from '../platform/database/iso-time.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { isLastAdministrator } from '../users/last-administrator.js';
import { outranks } from '../users/outranking.js';
import { LIVE_HOLDS } from './hold-store.js';

type Of<R extends Blocker['reason']> = Extract<Blocker, { reason: R }>;

// A job stands in the way while it writes the record, will come back for it, or works on behalf of the user.
const JOBS = `
select id as "jobId", file_name as "fileName", part, processed, total from (
  select j.*, case
    when exists (select from users u join record_lock l on l.id = u.lock_id
      where u.id = $1 and l.job_id = j.id and l.expires_at > clock_timestamp()) then 'holds'
    when exists (select from feed_item f where f.job_id = j.id and f.user_id = $1 and f.deferred) then 'waits'
    when j.started_by_id = $1 then 'started' end as part
  from job j where j.state in ('queued', 'running')) at_work
where part is not null order by created_at`;
const LOCK = `
select l.holder, l.reason as text, ${isoTime('l.acquired_at')} as since
from users u join record_lock l on l.id = u.lock_id
where u.id = $1 and l.expires_at > clock_timestamp()
  and not exists (select from job j where j.id = l.job_id and j.state in ('queued', 'running'))`;
const RESEARCHER = `select assets, grants from researcher where user_id = $1 and assets + grants > 0`;

/** Everything that stands against the actor deleting this user, as of now; the user's row may or may not be taken. */
export async function blockersOf(unit: Unit, id: string): Promise<Blocker[]> {
  const holds = await unit.sql<Hold>(LIVE_HOLDS, [id]);
  const jobs = await unit.sql<Omit<Of<'job'>, 'reason'>>(JOBS, [id]);
  const locks = await unit.sql<Omit<Of<'lock'>, 'reason'>>(LOCK, [id]);
  const researchers = await unit.sql<Omit<Of<'researcher'>, 'reason'>>(RESEARCHER, [id]);
  const blockers: Blocker[] = [
    ...holds.map((hold) => ({ reason: 'hold' as const, ...hold })),
    ...jobs.map((job) => ({ reason: 'job' as const, ...job })),
    ...locks.map((lock) => ({ reason: 'lock' as const, ...lock })),
    ...researchers.map((researcher) => ({ reason: 'researcher' as const, ...researcher })),
  ];
  if (unit.actor.id === id) blockers.push({ reason: 'oneself' });
  if (await outranks(unit, id)) blockers.push({ reason: 'outranks' });
  if (await isLastAdministrator(unit, id)) blockers.push({ reason: 'last-administrator' });
  return blockers;
}
