import { FIELD_NAMES } from '../contract/users.js';
import { audienceOf } from '../contract/grants.js';
import { forAudienceAll, forClass } from './audience.js';
import type { LoggedChange } from './change-row.js';

const CHANGE: LoggedChange = {
  seq: 7,
  recordId: '88888888-8888-4888-8888-888888888888',
  version: 3,
  action: 'updated',
  recordName: 'Somerville, Mary',
  actor: 'Ada Lovelace',
  source: 'UI',
  jobId: null,
  at: '2026-11-23T08:00:00.000Z',
  facets: { recordType: 'PUBLIC', accountType: 'INTERNAL', status: 'ACTIVE', unit: 'MAIN' },
  fields: [...FIELD_NAMES.filter((field) => field !== 'campusCode'), 'emails', 'notes', 'roles'].map((field) => ({
    field,
    before: 'old',
    after: `new ${field}`,
  })),
};

describe('forClass', () => {
  it('F33 leaves the whole change to who may see everything', () => {
    const { facets: _, ...sent } = CHANGE;
    expect(forClass(CHANGE, 'full')).toEqual(sent);
  });

  it('F33 takes out the fields an observer may not see, names and values', () => {
    const seen = forClass(CHANGE, 'observer');
    expect(seen.fields).toHaveLength(CHANGE.fields.length - 2);
    expect(JSON.stringify(seen)).not.toMatch(/birthDate|notes/);
  });

  it('F33 leaves no field to who may see no record', () => {
    expect(forClass(CHANGE, 'none').fields).toEqual([]);
  });

  it('F33 changes nothing in the change itself, which others get too', () => {
    const before = structuredClone(CHANGE);
    forClass(CHANGE, 'observer');
    expect(CHANGE).toEqual(before);
  });
});

describe('forAudienceAll', () => {
  const moved = (from: string | null, to: string | null): LoggedChange => ({
    ...CHANGE,
    facets: { ...CHANGE.facets, unit: to },
    fields: [{ field: 'campusCode', before: from, after: to }, ...CHANGE.fields],
  });
  const observer = audienceOf({ 'users.read': null });
  const main = audienceOf({ 'users.read': ['LAW', 'MAIN'], 'users.write': ['MAIN'] });

  it('S121 F33 sends a run without what was erased of it', () => {
    const run = [{ seq: 6, action: 'erased' as const }, CHANGE];
    expect(forAudienceAll(run, observer)).toEqual([forClass(CHANGE, 'observer')]);
  });

  it('F32 says nothing of records of other units, and of those without a unit', () => {
    expect(forAudienceAll([moved('ARTS', 'ARTS'), moved(null, null), moved('ARTS', null)], main)).toEqual([]);
  });

  it('F32 F33 shows in each unit the fields that may be seen there', () => {
    expect(forAudienceAll([moved('MAIN', 'MAIN')], main)).toEqual([forClass(moved('MAIN', 'MAIN'), 'full')]);
    expect(forAudienceAll([moved('LAW', 'LAW')], main)).toEqual([forClass(moved('LAW', 'LAW'), 'observer')]);
  });

  it('F32 a record that leaves is gone, and nothing is said of it', () => {
    const [gone] = forAudienceAll([moved('MAIN', 'ARTS')], main);
    expect(gone).toMatchObject({ action: 'gone', recordId: CHANGE.recordId, seq: 7, version: 3 });
    expect(JSON.stringify(gone)).not.toMatch(/ARTS|Somerville|Lovelace|new/u);
  });

  it('F32 a record that comes is new, and nothing is said of where it was', () => {
    const [come] = forAudienceAll([moved('ARTS', 'MAIN')], main);
    expect(come?.action).toBe('created');
    expect(JSON.stringify(come)).not.toMatch(/ARTS|birthDate/u);
  });
});
