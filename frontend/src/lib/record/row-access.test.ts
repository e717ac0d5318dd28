import { describe, expect, it } from '@jest/globals';
import { everywhere, type Grants } from '#contract/grants.ts';
import { permissionsOf, ROLE } from '#contract/permissions.ts';
import { rowBarrier, type RowSituation } from './row-access.ts';
import { aPhone } from './testing/factories.ts';

const own = permissionsOf([ROLE.userManager]);
const situation: RowSituation = { own, grants: everywhere(own), held: false, owner: 'INTERNAL' };
const clean = { id: 'one', row: aPhone('one', { external: true }), state: 'clean' } as const;

function role(code: string, scope: string | null = null) {
  const row = { id: 'r', role: code, scope, active: true, expiryDate: null };
  return { id: 'r', row, state: 'clean' } as const;
}

describe('what keeps a row from being edited', () => {
  it('S079 locks external rows of external users, but not those this person is adding', () => {
    expect(rowBarrier('phones', clean, situation)).toBeNull();
    expect(rowBarrier('phones', clean, { ...situation, owner: 'EXTERNAL' })).toBe('external');
    expect(rowBarrier('phones', { ...clean, state: 'added' }, { ...situation, owner: 'EXTERNAL' })).toBeNull();
  });

  it('locks everything for who may only look and while a job holds the record', () => {
    expect(rowBarrier('phones', clean, { ...situation, own: permissionsOf([ROLE.researchObserver]) })).toBe(
      'permission',
    );
    expect(rowBarrier('phones', clean, { ...situation, held: true })).toBe('held');
  });

  it('S086 locks roles that hold a permission the person lacks', () => {
    expect(rowBarrier('roles', role(ROLE.userAdministrator), situation)).toBe('beyond');
    expect(rowBarrier('roles', role(ROLE.researchObserver), situation)).toBeNull();
    expect(rowBarrier('roles', role(ROLE.patron), { ...situation, own: ['users.write'] })).toBe('permission');
  });

  it('S086 F52 locks roles of other units, and those that hold everywhere, for who has rights in one unit', () => {
    const grants: Grants = { 'users.read': ['MAIN'], 'history.read': ['MAIN'], 'dashboard.read': ['MAIN'] };
    const local = { ...situation, grants: { ...grants, 'settings.read': ['MAIN'], 'roles.write': ['MAIN'] } };
    expect(rowBarrier('roles', role(ROLE.researchObserver, 'MAIN'), local)).toBeNull();
    expect(rowBarrier('roles', role(ROLE.researchObserver, 'LAW'), local)).toBe('beyond');
    expect(rowBarrier('roles', role(ROLE.researchObserver), local)).toBe('beyond');
    expect(rowBarrier('roles', role(ROLE.patron), local)).toBeNull();
  });
});
