import { describe, expect, it } from '@jest/globals';
import type { Change } from './changes.js';
import { everywhere, grantsOf } from './grants.js';
import { eachLetter } from './letters.js';
import { PERMISSIONS, ROLE } from './permissions.js';
import { barriersTo, planRestore } from './restore.js';
import type { UserRecord } from './users.js';

const ID = '0192aaaa-0000-7000-8000-000000000001';
const ROW = '0192aaaa-0000-7000-8000-000000000002';
const ALL = everywhere(PERMISSIONS);
const MANAGER = grantsOf([{ role: ROLE.userManager, scope: null }]);
const ABOVE = [{ role: ROLE.userAdministrator, scope: null }];

function aRecord(over: Partial<UserRecord> = {}): UserRecord {
  return {
    ...{
      id: ID,
      version: 2,
      seq: 2,
      recordType: 'STAFF',
      accountType: 'INTERNAL',
      externalId: null,
      primaryId: 'emil',
    },
    ...{ firstName: 'Emil', middleName: null, lastName: 'Berg', prefFirstName: null, prefMiddleName: null },
    ...{ prefLastName: null, title: 'DR', jobCategory: null, jobDescription: null, gender: null, userGroup: null },
    ...{ campusCode: null, websiteUrl: null, preferredLanguage: null, birthDate: null, expiryDate: null },
    ...{ purgeDate: null, status: 'INACTIVE', statusDate: '2026-01-02', isResearcher: false, pin: null },
    ...eachLetter('IN' as const),
    ...{ handEdited: {}, createdAt: '2026-01-01T08:00:00Z', updatedAt: '2026-01-02T08:00:00Z', emails: [] },
    ...{ phones: [], addresses: [], identifiers: [], notes: [], roles: [], heldRoles: [], lock: null },
    signInLockedUntil: null,
    ...over,
  };
}

function anEntry(field: string, before: unknown, after: unknown, over: Partial<Change> = {}): Change {
  return {
    ...{ seq: 2, recordId: ID, version: 2, action: 'updated', recordName: 'Berg, Emil', actor: 'Ada', source: 'UI' },
    ...{ jobId: null, at: '2026-01-02T08:00:00Z', fields: [{ field, before, after }] },
    ...over,
  };
}

describe('what stands against restoring an entry', () => {
  it('B06 is nothing while one of its fields can be put back', () => {
    const title = { field: 'title', before: 'MS', after: 'DR' };
    const entry = anEntry('statusDate', '2026-01-01', '2026-01-02');
    expect(barriersTo(planRestore({ ...entry, fields: [...entry.fields, title] }, aRecord(), ALL))).toBeNull();
    expect(barriersTo(planRestore(entry, aRecord(), ALL))).toEqual(['restore.follows']);
  });

  it('B06 is a PIN, what the feed keeps, and a row that is not valid any more', () => {
    const set = '2026-01-02T08:00:00Z';
    expect(barriersTo(planRestore(anEntry('pin', null, set), aRecord({ pin: set }), ALL))).toEqual(['restore.unseen']);
    const external = aRecord({ accountType: 'EXTERNAL' });
    expect(barriersTo(planRestore(anEntry('lastName', 'Hall', 'Berg'), external, ALL))).toEqual([
      'field.owned-by-feed',
    ]);
    const row = { id: ROW, role: 'unknown', scope: null, active: true, expiryDate: null, fromDirectory: false };
    expect(barriersTo(planRestore(anEntry('roles', row, null), aRecord(), ALL))).toEqual(['restore.not-valid']);
  });

  it('B06 is that all of it is so already, and nothing is said of what no plan is made for', () => {
    expect(barriersTo(planRestore(anEntry('title', 'DR', 'MS'), aRecord(), ALL))).toEqual([]);
    expect(planRestore(anEntry('title', null, 'DR', { action: 'created' }), aRecord(), ALL)).toEqual([]);
  });

  it('B06 F52 is the sign-in of somebody who may do more', () => {
    const entry = anEntry('status', 'ACTIVE', 'INACTIVE');
    const above = aRecord({ heldRoles: ABOVE });
    expect(barriersTo(planRestore(entry, above, MANAGER))).toEqual(['sign-in.outranks']);
    expect(barriersTo(planRestore(entry, above, ALL))).toBeNull();
    expect(barriersTo(planRestore(anEntry('title', 'MS', 'DR'), above, MANAGER))).toBeNull();
  });

  it('B06 F52 is a role beyond one’s own, which depends on the unit it is for', () => {
    const row = { id: ROW, role: ROLE.userManager, active: true, expiryDate: null, fromDirectory: false };
    const inUnit = grantsOf([{ role: ROLE.userManager, scope: 'MAIN' }]);
    const record = aRecord({ campusCode: 'MAIN' });
    const gone = (scope: string | null): Change => anEntry('roles', { ...row, scope }, null);
    expect(barriersTo(planRestore(gone('MAIN'), record, inUnit))).toBeNull();
    for (const scope of ['LAW', null]) {
      expect(barriersTo(planRestore(gone(scope), record, inUnit))).toEqual(['role.beyond-own']);
    }
  });
});
