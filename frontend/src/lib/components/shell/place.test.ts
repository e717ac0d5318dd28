import { describe, expect, it } from '@jest/globals';
import { placeOf } from './place.ts';

describe('placeOf', () => {
  it('names the record on every tab of its page', () => {
    expect(placeOf('/(app)/users/[id]', { id: 'u1' })).toEqual({ place: 'record', recordId: 'u1' });
    expect(placeOf('/(app)/users/[id]/history', { id: 'u1' })).toEqual({ place: 'record', recordId: 'u1' });
  });

  it('names no record elsewhere', () => {
    expect(placeOf('/(app)/jobs/[id]', { id: 'j1' })).toEqual({ place: 'job', recordId: null });
    expect(placeOf('/(app)/users', {})).toEqual({ place: 'users', recordId: null });
    expect(placeOf(null, {})).toEqual({ place: 'other', recordId: null });
  });
});
