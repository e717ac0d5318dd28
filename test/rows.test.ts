import { idsOf, resultsOf } from './rows.mjs';

describe('idsOf', () => {
  it.each([
    ['S025 locks after five', ['S025']],
    ['S025 F01 locks after five', ['S025', 'F01']],
    ['S025, S026: locks and frees', ['S025', 'S026']],
    ['B04', ['B04']],
    ['locks after five (S025)', []],
    ['S1 is no row, S025 neither here', []],
  ])('%s', (title, ids) => {
    expect(idsOf(title)).toEqual(ids);
  });
});

describe('resultsOf', () => {
  it('calls a row missing that no test names, or whose tests were skipped', () => {
    expect(resultsOf([{ titles: ['S002 later'], status: 'skipped' }])).toMatchObject({
      S001: 'missing',
      S002: 'missing',
    });
  });

  it('passes a row when all its tests pass', () => {
    const one = { titles: ['S001 one'], status: 'passed' };
    expect(resultsOf([one, { titles: ['S001 two'], status: 'passed' }]).S001).toBe('passed');
    expect(resultsOf([one, { titles: ['S001 two'], status: 'failed' }]).S001).toBe('failed');
    expect(resultsOf([{ titles: ['S001 two'], status: 'failed' }, one]).S001).toBe('failed');
    expect(resultsOf([one, { titles: ['S001 two'], status: 'skipped' }]).S001).toBe('missing');
  });

  it('counts the ids of the blocks around a test, and reports faults and behaviours that are named', () => {
    expect(resultsOf([{ titles: ['S003 saving', 'F07 B12 refuses'], status: 'passed' }])).toMatchObject({
      S003: 'passed',
      F07: 'passed',
      B12: 'passed',
    });
  });

  it('knows 124 rows', () => {
    expect(Object.keys(resultsOf([]))).toHaveLength(124);
    expect(Object.keys(resultsOf([])).at(-1)).toBe('S124');
  });
});
