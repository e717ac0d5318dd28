import type { UserRow } from '#contract/user-list.ts';

export function aRow(id: string, over: Partial<UserRow> = {}): UserRow {
  return {
    id,
    version: 1,
    primaryId: id,
    firstName: 'Ada',
    middleName: null,
    lastName: id,
    prefFirstName: null,
    prefMiddleName: null,
    prefLastName: null,
    accountType: 'INTERNAL',
    recordType: 'STAFF',
    status: 'ACTIVE',
    statusDate: '2026-01-01',
    expiryDate: null,
    userGroup: null,
    jobDescription: null,
    preferredEmail: null,
    noteCount: 0,
    isResearcher: false,
    heldRoles: [],
    updatedAt: '2026-01-01T08:00:00Z',
    lock: null,
    ...over,
  };
}
