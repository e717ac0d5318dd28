import { mayGrant, unitsOf } from '../contract/grants.js';
import type { RoleCode } from '../contract/permissions.js';
import { ROLE_CODES } from '../contract/permissions.js';
import type { SettingValue } from '../contract/settings.js';
import type { Actor } from '../platform/database/actor.js';
import { ProblemError } from '../platform/http/problem.js';

type Mapping = SettingValue<'directory_roles'>;

/**
 * A group that brings a role grants it, so decision 14 holds here as well: nobody maps a role that holds a permission they lack.
 * @throws ProblemError `permission.denied` naming the roles
 */
export function checkMappedRoles(actor: Actor, before: Mapping, after: Mapping): void {
  const { grants = {} } = actor;
  const grantsAnywhere = unitsOf(grants, 'roles.write') === null;
  const isBeyond = (role: RoleCode): boolean => !grantsAnywhere || !mayGrant(grants, { role, scope: null });
  const beyond = ROLE_CODES.filter((role) => before[role] !== after[role] && isBeyond(role));
  if (beyond.length === 0) return;
  const errors = beyond.map((role) => ({ path: `value.${role}`, code: 'role.beyond-own' }));
  throw new ProblemError('permission.denied', { errors });
}
