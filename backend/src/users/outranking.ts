import type { FieldError } from '../contract/problems.js';
import type { HeldRole } from '../contract/grants.js';
import { grantsOf, isWithin } from '../contract/grants.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { ProblemError } from '../platform/http/problem.js';
import type { RecordState } from './plan-save.js';

const ROLES = `select role, scope from user_role
where user_id = $1 and active and (expiry_date is null or expiry_date >= current_date)`;

/** May the user do something, by their roles as they are now, that the actor may not (decision 14)? */
export async function outranks({ actor, sql }: Pick<Unit, 'actor' | 'sql'>, id: string): Promise<boolean> {
  const roles = await sql<HeldRole>(ROLES, [id]);
  return !isWithin(grantsOf(roles), actor.grants ?? {});
}

/** What signing in depends on: whether one may, under which name, where the password is checked, and the PIN. */
function signInOf({ fields, accountType, pin }: RecordState): Record<string, string | null> {
  const { status, expiryDate, primaryId } = fields;
  return { status, expiryDate, primaryId, accountType, pin };
}

/**
 * Nobody edits the sign-in of somebody who may do more than they (decision 14, F52): they would lock out whom they
 * cannot delete.
 * @throws ProblemError `permission.denied` naming the fields
 */
export async function checkSignIn(unit: Unit, id: string, before: RecordState, next: RecordState): Promise<void> {
  const [was, becomes] = [signInOf(before), signInOf(next)];
  const edited = Object.keys(was).filter((field) => was[field] !== becomes[field]);
  if (edited.length === 0 || !(await outranks(unit, id))) return;
  const errors = edited.map((path): FieldError => ({ path, code: 'sign-in.outranks' }));
  throw new ProblemError('permission.denied', { errors });
}
