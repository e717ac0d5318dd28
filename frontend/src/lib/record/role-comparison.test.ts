import { describe, expect, it } from '@jest/globals';
import { everywhere } from '#contract/grants.ts';
import { permissionsOf, ROLE } from '#contract/permissions.ts';
import { compareRoles, planCopy } from './role-comparison.ts';

const PATRON = { role: ROLE.patron, scope: null, active: true, expiryDate: null };
const MANAGER = { role: ROLE.userManager, scope: 'MAIN', active: true, expiryDate: null };
const ADMINISTRATOR = { role: ROLE.userAdministrator, scope: null, active: true, expiryDate: null };

describe('roles of two users', () => {
  it('S086 copies what is missing and may be granted, and says of the others why not', () => {
    const own = everywhere(permissionsOf([ROLE.userManager]));
    const theirs = [{ id: 'x', ...PATRON }, MANAGER, ADMINISTRATOR];
    expect(planCopy(theirs, [{ ...PATRON, active: false }], own)).toEqual([
      { role: PATRON, verdict: 'held' },
      { role: MANAGER, verdict: 'add' },
      { role: ADMINISTRATOR, verdict: 'beyond' },
    ]);
    expect(planCopy([MANAGER], [{ ...MANAGER, scope: null }], own)).toEqual([{ role: MANAGER, verdict: 'add' }]);
  });

  it('S086 compares role by role and scope by scope', () => {
    const theirs = [{ ...PATRON, expiryDate: '2030-01-01' }, MANAGER];
    const rows = compareRoles([PATRON, ADMINISTRATOR], theirs);
    expect(rows.map(({ mine, theirs, same }) => [mine?.role ?? null, theirs?.role ?? null, same])).toEqual([
      ['200', '200', false],
      ['50', null, false],
      [null, '21', false],
    ]);
    expect(compareRoles([PATRON], [PATRON]).map(({ same }) => same)).toEqual([true]);
  });
});
