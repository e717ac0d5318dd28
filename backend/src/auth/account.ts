import type { NameDisplay, NameParts } from '../contract/names.js';
import { nameInText } from '../contract/names.js';
import type { Permission } from '../contract/permissions.js';
import { permissionClassOf, permissionsOf } from '../contract/permissions.js';
import type { Principal } from '../platform/http/principal.js';

/** Whose session or key it is, as it is in the database. */
export interface AccountRow extends NameParts {
  userId: string;
  primaryId: string;
  mustChange: boolean;
  roles: string[];
}

/** Columns of an `AccountRow`, of a user `u` with the credential `c`. */
export const ACCOUNT_COLUMNS = `u.id as "userId", u.primary_id as "primaryId", u.first_name as "firstName",
  u.middle_name as "middleName", u.last_name as "lastName", u.pref_first_name as "prefFirstName",
  u.pref_middle_name as "prefMiddleName", u.pref_last_name as "prefLastName",
  coalesce(c.must_change, false) and u.account_type = 'INTERNAL' as "mustChange",
  array(select r.role from user_role r where r.user_id = u.id and r.active
    and (r.expiry_date is null or r.expiry_date >= current_date)) as roles`;

/** A session or a key lives only as long as its owner could sign in again: active, not expired. */
export const MAY_SIGN_IN = `u.status = 'ACTIVE' and (u.expiry_date is null or u.expiry_date >= current_date)`;

/** What the roles allow now; nothing while the password must be changed. */
export function permissionsNow({ mustChange, roles }: AccountRow): Permission[] {
  return mustChange ? [] : permissionsOf(roles);
}

export function sessionPrincipal(row: AccountRow & { sessionId: string }, display: NameDisplay): Principal {
  const permissions = permissionsNow(row);
  return {
    kind: 'session',
    sessionId: row.sessionId,
    userId: row.userId,
    primaryId: row.primaryId,
    displayName: nameInText(row, display) || row.primaryId,
    permissions,
    permissionClass: permissionClassOf(permissions),
    mustChangePassword: row.mustChange,
  };
}
