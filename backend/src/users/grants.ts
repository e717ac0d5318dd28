import { covers, mayGrant, unitsOf } from '../contract/grants.js';
import type { Actor } from '../platform/database/actor.js';
import { ProblemError } from '../platform/http/problem.js';
import { compareRows } from './list-plan.js';
import type { RecordState } from './plan-save.js';

/**
 * Nobody grants, changes or revokes a role that holds a permission they lack, in the units where it holds it
 * (decision 14, F52).
 * @throws ProblemError `permission.denied` naming the rows
 */
export function checkGrants(actor: Actor, before: RecordState, after: RecordState): void {
  if (before.lists === null || after.lists === null || before.lists.roles === after.lists.roles) return;
  const { added, changed, removed } = compareRows(before.lists.roles, after.lists.roles);
  const touched = [...added, ...removed, ...changed.flatMap((change) => [change.before, change.after])];
  const { grants = {} } = actor;
  const isTheirs = covers(unitsOf(grants, 'roles.write'), before.fields.campusCode);
  const beyond = touched.filter((role) => !isTheirs || !mayGrant(grants, role));
  if (beyond.length === 0) return;
  const errors = beyond.map(({ id }) => ({ path: `roles.${id}.role`, code: 'role.beyond-own' }));
  throw new ProblemError('permission.denied', { errors });
}
