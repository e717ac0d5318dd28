import type { FieldError } from '../contract/problems.js';
import type { HeldRole } from '../contract/grants.js';
import { outranks as areAbove } from '../contract/grants.js';
import { SIGN_IN_FIELDS } from '../contract/users.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { ProblemError } from '../platform/http/problem.js';
import { heldRoles } from './held-roles.js';
import type { RecordState } from './plan-save.js';

const ROLES = `select ${heldRoles('$1')} as roles`;

/** May the user do something, by their roles as they are now, that the actor may not (decision 14)? */
export async function outranks({ actor, sql }: Pick<Unit, 'actor' | 'sql'>, id: string): Promise<boolean> {
  const [row] = await sql<{ roles: HeldRole[] }>(ROLES, [id]);
  return areAbove(row?.roles ?? [], actor.grants ?? {});
}

function signInOf({ fields, accountType, pin }: RecordState): Record<(typeof SIGN_IN_FIELDS)[number], string | null> {
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
  const edited = SIGN_IN_FIELDS.filter((field) => was[field] !== becomes[field]);
  if (edited.length === 0 || !(await outranks(unit, id))) return;
  const errors = edited.map((path): FieldError => ({ path, code: 'sign-in.outranks' }));
  throw new ProblemError('permission.denied', { errors });
}
