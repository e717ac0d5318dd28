import { ROLE } from '../contract/permissions.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { ruleProblem } from '../platform/http/problem.js';
import type { RecordState } from './plan-save.js';

const OTHERS = `
select 1 from users u join user_role r on r.user_id = u.id join credential c on c.user_id = u.id
where u.id <> $1 and u.status = 'ACTIVE' and u.account_type = 'INTERNAL' and (u.expiry_date is null or u.expiry_date >= current_date)
  and r.role = $2 and r.scope is null and r.active and (r.expiry_date is null or r.expiry_date >= current_date) limit 1`;

const HOLDS_ROLE = `
select 1 from user_role r join credential c on c.user_id = r.user_id where r.user_id = $1 and r.role = $2 and r.scope is null and r.active`;

const ADMINISTERS = `
select 1 from users u where u.id = $1 and u.status = 'ACTIVE' and u.account_type = 'INTERNAL'
  and (u.expiry_date is null or u.expiry_date >= current_date)`;

/** Does the user hold the role everywhere, and could nobody else administer the portal? Waits for others who ask the same. */
async function isAlone(unit: Unit, id: string): Promise<boolean> {
  const holds = await unit.sql(HOLDS_ROLE, [id, ROLE.userAdministrator]);
  if (holds.length === 0) return false;
  await unit.sql(`select pg_advisory_xact_lock(hashtext('rollcall.administrators'))`);
  const others = await unit.sql(OTHERS, [id, ROLE.userAdministrator]);
  return others.length === 0;
}

/** Is this the last user who can administer the portal (decision 14)? */
export async function isLastAdministrator(unit: Unit, id: string): Promise<boolean> {
  const administers = await unit.sql(ADMINISTERS, [id]);
  return administers.length > 0 && (await isAlone(unit, id));
}

/** Could a record in this state administer the portal? `lists` that were not read are lists nobody touched. */
function canAdminister({ fields, accountType, lists }: RecordState, today: string): boolean {
  const lasts = (date: string | null): boolean => date === null || date >= today;
  // The portal checks the passwords of internal users alone; all others cannot sign in here.
  if (accountType !== 'INTERNAL' || fields.status !== 'ACTIVE' || !lasts(fields.expiryDate)) return false;
  if (lists === null) return true;
  return lists.roles.some(
    ({ role, scope, active, expiryDate }) =>
      role === ROLE.userAdministrator && scope === null && active && lasts(expiryDate),
  );
}

/**
 * The last active administrator cannot be demoted, deactivated or given away (decision 14). Checked one at a time in the whole
 * portal, so that two administrators cannot demote each other at the same moment.
 * @param today calendar day `YYYY-MM-DD`
 * @throws ProblemError `record.rules`
 */
export async function keepAnAdministrator(
  unit: Unit,
  id: string,
  before: RecordState,
  next: RecordState,
  today: string,
): Promise<void> {
  if (canAdminister(next, today) || !canAdminister(before, today)) return;
  if (await isAlone(unit, id)) throw ruleProblem([{ path: 'roles', code: 'role.last-administrator' }]);
}
