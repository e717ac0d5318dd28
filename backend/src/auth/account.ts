import type { NameDisplay, NameParts } from '../contract/names.js';
import { nameInText } from '../contract/names.js';
import type { Grants, HeldRole } from '../contract/grants.js';
import { audienceOf, grantsOf, permissionsHeld } from '../contract/grants.js';
import { permissionClassOf } from '../contract/permissions.js';
import type { Principal } from '../platform/http/principal.js';
import { heldRoles } from '../users/held-roles.js';

/** Whose session or key it is, as it is in the database. */
export interface AccountRow extends NameParts {
  userId: string;
  primaryId: string;
  mustChange: boolean;
  roles: HeldRole[];
}

/** Columns of an `AccountRow`, of a user `u` with the credential `c`. */
export const ACCOUNT_COLUMNS = `u.id as "userId", u.primary_id as "primaryId", u.first_name as "firstName",
  u.middle_name as "middleName", u.last_name as "lastName", u.pref_first_name as "prefFirstName",
  u.pref_middle_name as "prefMiddleName", u.pref_last_name as "prefLastName",
  coalesce(c.must_change, false) and u.account_type = 'INTERNAL' as "mustChange",
  ${heldRoles('u.id')} as roles`;

/** A session or a key lives only as long as its owner could sign in again: active, not expired. */
export const MAY_SIGN_IN = `u.status = 'ACTIVE' and (u.expiry_date is null or u.expiry_date >= current_date)`;

/** What the roles allow now; nothing while the password must be changed. */
export function grantsNow({ mustChange, roles }: AccountRow): Grants {
  return mustChange ? {} : grantsOf(roles);
}

/** The part of a principal that says what may be done, and where. */
export function rightsOf(
  grants: Grants,
): Pick<Principal, 'grants' | 'permissions' | 'units' | 'audience' | 'permissionClass'> {
  const permissions = permissionsHeld(grants);
  const audience = audienceOf(grants);
  return { grants, permissions, units: audience.read, audience, permissionClass: permissionClassOf(permissions) };
}

export function sessionPrincipal(row: AccountRow & { sessionId: string }, display: NameDisplay): Principal {
  return {
    kind: 'session',
    sessionId: row.sessionId,
    userId: row.userId,
    primaryId: row.primaryId,
    displayName: nameInText(row, display) || row.primaryId,
    ...rightsOf(grantsNow(row)),
    mustChangePassword: row.mustChange,
  };
}
