import { PERMITTING_ROLES } from '../contract/permissions.js';

// Named one by one, so that the database sees that patrons are not meant, whom the index leaves out.
const PERMITTING = PERMITTING_ROLES.map((role) => `'${role}'`).join(', ');

/** The roles (`HeldRole`) of the user with this id that count today and allow anything, as JSON. */
export function heldRoles(id: string): string {
  return `coalesce((select json_agg(json_build_object('role', r.role, 'scope', r.scope)) from user_role r
    where r.user_id = ${id} and r.role in (${PERMITTING}) and r.active
      and (r.expiry_date is null or r.expiry_date >= current_date)), '[]')`;
}
