import { covers, unitsOf } from '../contract/grants.js';
import type { Permission } from '../contract/permissions.js';
import type { Actor } from '../platform/database/actor.js';
import { ProblemError } from '../platform/http/problem.js';

/** Does the actor hold a permission for the records of this unit? Feeds hold none by hand, and are bound by none. */
export function holdsIn({ grants }: Actor, permission: Permission, unit: string | null): boolean {
  return grants === undefined || covers(unitsOf(grants, permission), unit);
}

/**
 * A user of a unit that is not the actor's is not there, even when they came there a moment ago.
 * @throws ProblemError `resource.not-found`, `permission.denied` for a user the actor may only see
 */
export function checkUnit(actor: Actor, permission: Permission, unit: string | null): void {
  if (!holdsIn(actor, 'users.read', unit)) throw new ProblemError('resource.not-found');
  if (!holdsIn(actor, permission, unit)) throw new ProblemError('permission.denied');
}

/**
 * Nobody brings a user into a unit, or takes one out, where they may not write on both sides (F54): else whoever
 * manages one unit could fetch everybody into it.
 * @throws ProblemError `permission.denied` naming the field
 */
export function checkNewUnit(actor: Actor, unit: string | null): void {
  if (holdsIn(actor, 'users.write', unit)) return;
  throw new ProblemError('permission.denied', { errors: [{ path: 'campusCode', code: 'unit.beyond-own' }] });
}
