import { describe, expect, it } from '@jest/globals';
import { historyPlace, passes } from './history-filter.ts';
import { aChange } from './testing/factories.ts';

describe('the place of the History tab', () => {
  it('is in the URL; what makes no sense there is no filter', () => {
    const query = new URLSearchParams({ tab: 'history', source: 'FEED', actor: 'Ada', field: 'title', change: '12' });
    expect(historyPlace(query)).toEqual({ filter: { source: 'FEED', actor: 'Ada', field: 'title' }, entry: 12 });
    expect(historyPlace(new URLSearchParams({ source: 'MAGIC', actor: '', change: 'x' }))).toEqual({
      filter: {},
      entry: null,
    });
  });
});

describe('a live change', () => {
  it('belongs to what is shown when it meets every filter', () => {
    const change = aChange(4, { title: 'Dr' });
    expect(passes({}, change)).toBe(true);
    expect(passes({ source: 'UI', actor: 'Ada', field: 'title' }, change)).toBe(true);
    expect(passes({ source: 'FEED' }, change)).toBe(false);
    expect(passes({ actor: 'Grace' }, change)).toBe(false);
    expect(passes({ field: 'lastName' }, change)).toBe(false);
  });
});
