import { FIELD_NAMES } from './users.js';
import { maySeeField, permissionClassOf, PERMISSIONS, permissionsOf, ROLE, ROLE_CODES } from './permissions.js';

describe('permissionsOf', () => {
  it('S001 only User Manager and User Administrator may write users', () => {
    const writers = ROLE_CODES.filter((role) => permissionsOf([role]).includes('users.write'));
    expect(writers).toEqual([ROLE.userManager, ROLE.userAdministrator]);
  });

  it('S002 only User Manager and User Administrator may delete users', () => {
    const deleters = ROLE_CODES.filter((role) => permissionsOf([role]).includes('users.delete'));
    expect(deleters).toEqual([ROLE.userManager, ROLE.userAdministrator]);
  });

  it('S001 an observer reads and does nothing else', () => {
    const writing = permissionsOf([ROLE.researchObserver]).filter((permission) => !permission.endsWith('.read'));
    expect(writing).toEqual([]);
    expect(permissionsOf([ROLE.researchObserver])).toContain('users.read');
  });

  it('S001 only a User Administrator has everything', () => {
    expect(permissionsOf([ROLE.userAdministrator])).toEqual(PERMISSIONS);
    expect(permissionsOf([ROLE.userManager])).not.toContain('locks.break');
  });

  it('S001 roles add up, in whatever order, and unknown ones allow nothing', () => {
    expect(permissionsOf([ROLE.patron, ROLE.userManager])).toEqual(permissionsOf([ROLE.userManager, ROLE.patron]));
    expect(permissionsOf(['233', '__proto__', 'constructor', ''])).toEqual([]);
    expect(permissionsOf([])).toEqual([]);
  });
});

describe('permission classes', () => {
  it('F33 follow from the permissions', () => {
    expect(permissionClassOf(permissionsOf([ROLE.userManager]))).toBe('full');
    expect(permissionClassOf(permissionsOf([ROLE.researchObserver]))).toBe('observer');
    expect(permissionClassOf(permissionsOf([ROLE.patron]))).toBe('none');
    expect(permissionClassOf(['users.write'])).toBe('none');
  });

  it('F33 an observer sees all but birth date and notes; who may not read sees nothing', () => {
    const all = [...FIELD_NAMES, 'emails', 'notes', 'roles'];
    expect(all.filter((field) => !maySeeField('full', field))).toEqual([]);
    expect(all.filter((field) => !maySeeField('observer', field))).toEqual(['birthDate', 'notes']);
    expect(all.filter((field) => maySeeField('none', field))).toEqual([]);
  });
});
