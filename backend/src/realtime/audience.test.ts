import { FIELD_NAMES } from '../contract/users.js';
import { forClass, forClassAll } from './audience.js';
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
  facets: { recordType: 'PUBLIC', accountType: 'INTERNAL', status: 'ACTIVE' },
  fields: [...FIELD_NAMES, 'emails', 'notes', 'roles'].map((field) => ({
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

describe('forClassAll', () => {
  it('S121 F33 sends a run without what was erased of it', () => {
    const run = [{ seq: 6, action: 'erased' as const }, CHANGE];
    expect(forClassAll(run, 'observer')).toEqual([forClass(CHANGE, 'observer')]);
  });
});
