import type { Change } from '#contract/changes.ts';
import type { Lock } from '#contract/locks.ts';
import type { FieldConflict } from '#contract/problems.ts';
import { eachLetter } from '#contract/letters.ts';
import type { UserRecord } from '#contract/users.ts';

export const RECORD_ID = '0192aaaa-0000-7000-8000-000000000001';

export function aRecord(over: Partial<UserRecord> = {}): UserRecord {
  return {
    id: RECORD_ID,
    version: 3,
    seq: 30,
    recordType: 'STAFF',
    accountType: 'INTERNAL',
    externalId: null,
    primaryId: 'emil.berg',
    firstName: 'Emil',
    middleName: null,
    lastName: 'Berg',
    prefFirstName: null,
    prefMiddleName: null,
    prefLastName: null,
    title: null,
    jobCategory: null,
    jobDescription: 'Librarian',
    gender: null,
    userGroup: null,
    campusCode: null,
    websiteUrl: null,
    preferredLanguage: 'en',
    birthDate: '1979-01-11',
    expiryDate: null,
    purgeDate: null,
    status: 'ACTIVE',
    statusDate: '2026-01-01',
    isResearcher: false,
    pin: null,
    ...eachLetter('IN' as const),
    handEdited: {},
    createdAt: '2026-01-01T08:00:00Z',
    updatedAt: '2026-01-01T08:00:00Z',
    emails: [],
    phones: [],
    addresses: [],
    identifiers: [],
    notes: [],
    roles: [],
    heldRoles: [],
    lock: null,
    signInLockedUntil: null,
    ...over,
  };
}

export function aChange(version: number, fields: Record<string, unknown>, over: Partial<Change> = {}): Change {
  return {
    seq: 30 + version,
    recordId: RECORD_ID,
    version,
    action: 'updated',
    recordName: 'Berg, Emil',
    actor: 'Ada',
    source: 'UI',
    jobId: null,
    at: '2026-01-02T09:00:00Z',
    fields: Object.entries(fields).map(([field, after]) => ({ field, before: null, after })),
    ...over,
  };
}

export function aConflict(over: Partial<FieldConflict> = {}): FieldConflict {
  return {
    field: 'firstName',
    base: 'Emil',
    mine: 'Emile',
    theirs: 'Emilio',
    by: 'Ada',
    at: '2026-01-02T09:00:00Z',
    ...over,
  };
}

export function aLock(): Lock {
  return {
    token: '7',
    kind: 'job',
    holder: 'Ada',
    reason: 'people.zip',
    jobId: null,
    acquiredAt: '2026-01-02T08:59:50Z',
    expiresAt: '2026-01-02T09:00:20Z',
  };
}

export function aPhone(id: string, over: Partial<UserRecord['phones'][number]> = {}): UserRecord['phones'][number] {
  return { id, number: `+47 ${id}`, types: ['home'], preferred: false, preferredSms: false, external: false, ...over };
}

type Note = NonNullable<UserRecord['notes']>[number];

export function aNote(id: string, over: Partial<Note> = {}): Note {
  return {
    id,
    type: 'OTHER',
    text: `Note ${id}`,
    userViewable: false,
    popup: false,
    external: false,
    createdBy: 'Ada',
    createdById: null,
    createdAt: '2026-01-02T09:00:00Z',
    ...over,
  };
}
