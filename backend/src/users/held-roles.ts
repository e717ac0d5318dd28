/** The roles (`HeldRole`) of the user with this id that count today, as JSON. */
export function heldRoles(id: string): string {
  return `coalesce((select json_agg(json_build_object('role', r.role, 'scope', r.scope)) from user_role r
    where r.user_id = ${id} and r.active and (r.expiry_date is null or r.expiry_date >= current_date)), '[]')`;
}
