import { z } from 'zod';
import type { Permission, PermissionClass } from './permissions.js';
import { PERMISSIONS, permissionsOf, UNIT_PERMISSIONS } from './permissions.js';

/** Units (campus codes of user records) in which something holds; null for everywhere, records without a unit too. */
export type Units = readonly string[] | null;

/** What somebody may do, and where. A permission that is missing they have nowhere. */
export const grantsSchema = z.partialRecord(z.enum(PERMISSIONS), z.array(z.string()).readonly().nullable());
export type Grants = z.infer<typeof grantsSchema>;

/** A role as somebody holds it: in one unit, or without a scope everywhere. */
export const heldRoleSchema = z.object({ role: z.string(), scope: z.string().nullable() });
export type HeldRole = z.infer<typeof heldRoleSchema>;

export function covers(units: Units, unit: string | null): boolean {
  return units === null || (unit !== null && units.includes(unit));
}

/** Where a permission holds; nowhere is the empty list. */
export function unitsOf(grants: Grants, permission: Permission): Units {
  const units = grants[permission];
  return units === undefined ? [] : units;
}

function together(one: Units, other: Units): Units {
  return one === null || other === null ? null : [...new Set([...one, ...other])].sort();
}

/** Union of what roles allow. In a unit a role allows what concerns single users, and nothing institution-wide. */
export function grantsOf(roles: readonly HeldRole[]): Grants {
  const grants: Grants = {};
  for (const { role, scope } of roles) {
    for (const permission of permissionsOf([role])) {
      if (scope !== null && !UNIT_PERMISSIONS.has(permission)) continue;
      grants[permission] = together(unitsOf(grants, permission), scope === null ? null : [scope]);
    }
  }
  return grants;
}

/** These permissions, everywhere. */
export function everywhere(permissions: readonly Permission[]): Grants {
  return Object.fromEntries(permissions.map((permission) => [permission, null]));
}

/** What somebody may do with the records of a unit. */
export function permissionsIn(grants: Grants, unit: string | null): Permission[] {
  return PERMISSIONS.filter((permission) => covers(unitsOf(grants, permission), unit));
}

/** Permissions held anywhere. */
export function permissionsHeld(grants: Grants): Permission[] {
  return PERMISSIONS.filter((permission) => grants[permission] !== undefined);
}

/** These permissions alone, where they are held. */
export function restrictedTo(permissions: readonly Permission[], grants: Grants): Grants {
  return Object.fromEntries(
    Object.entries(grants).filter(([held]) => (permissions as readonly string[]).includes(held)),
  );
}

/** Does the one allow nothing, in any unit, that the other does not allow there? */
export function isWithin(grants: Grants, others: Grants): boolean {
  return permissionsHeld(grants).every((permission) => {
    const [units, allowed] = [unitsOf(grants, permission), unitsOf(others, permission)];
    return allowed === null || units?.every((unit) => allowed.includes(unit)) === true;
  });
}

/** Do these roles allow something, in any unit, that the grants do not allow there? Then who holds them is above (F52). */
export function outranks(held: readonly HeldRole[], grants: Grants): boolean {
  return !isWithin(grantsOf(held), grants);
}

/** May somebody give or take this role: one that allows nothing they may not do, where they may not do it? */
export function mayGrant(grants: Grants, { role, scope }: HeldRole): boolean {
  const isTheirUnit = scope === null || covers(unitsOf(grants, 'roles.write'), scope);
  return isTheirUnit && !outranks([{ role, scope }], grants);
}

/**
 * People who may see exactly the same records and fields: `full` sees every field in its units, of what else is in
 * `read` it sees what an observer does. A live change is made once per audience, known by its key.
 */
export interface Audience {
  key: string;
  read: Units;
  full: Units;
}

export function audienceOf(grants: Grants): Audience {
  const [read, full] = [unitsOf(grants, 'users.read'), unitsOf(grants, 'users.write')];
  return { key: JSON.stringify([read, full]), read, full };
}

/** How much of a record of this unit the audience sees; `none` says that there is no such record for them. */
export function classIn({ read, full }: Audience, unit: string | null): PermissionClass {
  if (!covers(read, unit)) return 'none';
  return covers(full, unit) ? 'full' : 'observer';
}

/** How much they see of every record they see: what may be shown where records of several units stand together. */
export function leastClass({ read, full }: Audience): PermissionClass {
  if (read !== null && read.length === 0) return 'none';
  return full === null || read?.every((unit) => full.includes(unit)) === true ? 'full' : 'observer';
}
