/**
 * The one permission table: REST guard, socket guard and screens read it, nothing else decides.
 * Numbers below 1000 are the published role codes; the research roles have no published number,
 * so they carry local codes from 9001 on (docs/decisions).
 */

export const PERMISSIONS = [
  'users.read',
  'users.write',
  'users.delete',
  'holds.write',
  'researchers.write',
  'roles.write',
  'sessions.write',
  'pins.check',
  'history.read',
  'dashboard.read',
  'jobs.read',
  'jobs.run',
  'locks.break',
  'settings.read',
  'settings.write',
  'keys.write',
  'access-log.read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/**
 * What a role that is scoped to a unit can allow there: what concerns single users, and the settings that say how they
 * are shown. All else is the whole institution's, and a scoped role does not allow it.
 */
export const UNIT_PERMISSIONS: ReadonlySet<Permission> = new Set([
  'users.read',
  'users.write',
  'users.delete',
  'holds.write',
  'researchers.write',
  'roles.write',
  'history.read',
  'dashboard.read',
  'settings.read',
  'sessions.write',
]);

export const ROLE = {
  userManager: '21',
  generalSystemAdministrator: '26',
  userAdministrator: '50',
  patron: '200',
  researchObserver: '9001',
  researchAssetsCurator: '9002',
  researchAssetsManager: '9003',
  letterAdministrator: '9004',
  configurationManager: '9005',
} as const;
export type RoleCode = (typeof ROLE)[keyof typeof ROLE];
export const ROLE_CODES: readonly RoleCode[] = Object.values(ROLE);

// Whoever sees a user needs the settings that say how: name order, code tables, mandatory fields.
const observer: readonly Permission[] = ['users.read', 'history.read', 'dashboard.read', 'jobs.read', 'settings.read'];
const manager: readonly Permission[] = [
  ...observer,
  'users.write',
  'users.delete',
  'holds.write',
  'researchers.write',
  'roles.write',
  'sessions.write',
  'jobs.run',
];
// Whoever makes a key for a self-check machine has to have what the key may do.
const administrator: readonly Permission[] = [
  ...manager,
  'pins.check',
  'locks.break',
  'settings.write',
  'keys.write',
  'access-log.read',
];

const PERMISSIONS_BY_ROLE: Record<RoleCode, readonly Permission[]> = {
  [ROLE.userManager]: manager,
  [ROLE.userAdministrator]: administrator,
  [ROLE.researchObserver]: observer,
  [ROLE.generalSystemAdministrator]: ['settings.read', 'settings.write', 'keys.write'],
  [ROLE.patron]: [],
  [ROLE.researchAssetsCurator]: [],
  [ROLE.researchAssetsManager]: [],
  [ROLE.letterAdministrator]: [],
  [ROLE.configurationManager]: [],
};

/** Roles that allow anything here; the others are told to the neighbouring system alone. */
export const PERMITTING_ROLES = ROLE_CODES.filter((role) => PERMISSIONS_BY_ROLE[role].length > 0);

function isRoleCode(code: string): code is RoleCode {
  return (ROLE_CODES as readonly string[]).includes(code);
}

/** Union of what the active roles allow; unknown codes (roles of the neighbouring system) allow nothing. */
export function permissionsOf(roles: readonly string[]): Permission[] {
  const granted = new Set(roles.filter(isRoleCode).flatMap((role) => PERMISSIONS_BY_ROLE[role]));
  return PERMISSIONS.filter((permission) => granted.has(permission));
}

/**
 * How much of a record somebody sees, which depends on its unit (`classIn`).
 * `full` sees every field, `observer` sees all but `HIDDEN_FROM_OBSERVER`, `none` sees no record.
 */
export const PERMISSION_CLASSES = ['full', 'observer', 'none'] as const;
export type PermissionClass = (typeof PERMISSION_CLASSES)[number];

export function permissionClassOf(permissions: readonly Permission[]): PermissionClass {
  if (!permissions.includes('users.read')) return 'none';
  return permissions.includes('users.write') ? 'full' : 'observer';
}

const HIDDEN_FROM_OBSERVER: ReadonlySet<string> = new Set(['birthDate', 'notes', 'pin']);

/** The field policy: may somebody of this class see this field of a user record? */
export function maySeeField(permissionClass: PermissionClass, field: string): boolean {
  if (permissionClass === 'none') return false;
  return permissionClass === 'full' || !HIDDEN_FROM_OBSERVER.has(field);
}
