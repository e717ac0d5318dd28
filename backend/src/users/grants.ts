import { permissionsOf } from '../contract/permissions.js';
import type { Actor } from '../platform/database/actor.js';
import { ProblemError } from '../platform/http/problem.js';
import { compareRows } from './list-plan.js';
import type { RecordLists } from './record-lists.js';

/**
 * Nobody grants, changes or revokes a role that holds a permission they lack (decision 14, F52).
 * @throws ProblemError `permission.denied` naming the rows
 */
export function checkGrants(actor: Actor, before: RecordLists | null, after: RecordLists | null): void {
  if (before === null || after === null || before.roles === after.roles) return;
  const own = new Set(actor.permissions ?? []);
  const { added, changed, removed } = compareRows(before.roles, after.roles);
  const touched = [...added, ...removed, ...changed.flatMap((change) => [change.before, change.after])];
  const beyond = touched.filter(
    ({ role }) => !own.has('roles.write') || permissionsOf([role]).some((permission) => !own.has(permission)),
  );
  if (beyond.length === 0) return;
  const errors = beyond.map(({ id }) => ({ path: `roles.${id}.role`, code: 'role.beyond-own' }));
  throw new ProblemError('permission.denied', { errors });
}
