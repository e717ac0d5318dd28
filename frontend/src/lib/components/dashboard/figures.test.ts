import { describe, expect, it } from '@jest/globals';
import { RECORD_TYPES } from '#contract/codes.ts';
import type { Dashboard } from '#contract/dashboard.ts';
import { jobPart, totalsBy } from './figures.ts';

const USERS: Dashboard['users'] = [
  { recordType: 'STAFF', accountType: 'INTERNAL', status: 'ACTIVE', count: 6 },
  { recordType: 'STAFF', accountType: 'EXTERNAL', status: 'INACTIVE', count: 1 },
  { recordType: 'PUBLIC', accountType: 'EXTERNAL', status: 'ACTIVE', count: 13 },
];

describe('totalsBy', () => {
  it('sums the combinations of one fact and keeps empty codes', () => {
    expect(totalsBy(USERS, 'recordType', RECORD_TYPES)).toEqual([
      { code: 'PUBLIC', count: 13, share: 0.65 },
      { code: 'STAFF', count: 7, share: 0.35 },
      { code: 'CONTACT', count: 0, share: 0 },
      { code: 'ORGANIZATION', count: 0, share: 0 },
      { code: 'NON_AFFILIATED', count: 0, share: 0 },
    ]);
    expect(totalsBy(USERS, 'status', ['ACTIVE', 'INACTIVE']).map((bar) => bar.count)).toEqual([19, 1]);
  });

  it('divides nothing by nothing', () => {
    expect(totalsBy([], 'status', ['ACTIVE'])).toEqual([{ code: 'ACTIVE', count: 0, share: 0 }]);
  });
});

describe('jobPart', () => {
  it('is unknown until the file was checked, and whole for an empty file', () => {
    const counts = { processed: 0 };
    expect(jobPart({ total: null, counts })).toBeNull();
    expect(jobPart({ total: 0, counts })).toBe(1);
    expect(jobPart({ total: 8, counts: { processed: 2 } })).toBe(0.25);
  });
});
