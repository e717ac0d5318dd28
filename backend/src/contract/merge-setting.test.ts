import { describe, expect, it } from '@jest/globals';
import { mergeSetting, sameJson } from './merge-setting.js';

const row = (code: string, label = code) => ({ code, label, enabled: true });
const base = [row('A'), row('B'), row('C')];

describe('mergeSetting', () => {
  it('takes what I saved when nobody else changed anything', () => {
    expect(mergeSetting('a', 'b', 'a')).toEqual({ ok: true, value: 'b' });
  });

  it('finds no conflict where both chose the same', () => {
    expect(mergeSetting('a', 'b', 'b')).toEqual({ ok: true, value: 'b' });
  });

  it('says base, mine and theirs of a value that has no parts', () => {
    const conflict = { part: '', base: 'a', mine: 'b', theirs: 'c' };
    expect(mergeSetting('a', 'b', 'c')).toEqual({ ok: false, conflicts: [conflict] });
    expect(mergeSetting(null, 'b', 'c')).toMatchObject({ ok: false });
  });

  it('keeps rows that two people added', () => {
    const merged = mergeSetting(base, [...base, row('MINE')], [...base, row('THEIRS')]);
    expect(merged).toEqual({ ok: true, value: [...base, row('THEIRS'), row('MINE')] });
  });

  it('keeps my row and their order', () => {
    const merged = mergeSetting(base, [row('A', 'mine'), row('B'), row('C')], [row('C'), row('B'), row('A')]);
    expect(merged).toEqual({ ok: true, value: [row('C'), row('B'), row('A', 'mine')] });
  });

  it('keeps my order and their row', () => {
    const merged = mergeSetting(base, [row('C'), row('A'), row('B')], [row('A'), row('B', 'theirs'), row('C')]);
    expect(merged).toEqual({ ok: true, value: [row('C'), row('A'), row('B', 'theirs')] });
  });

  it('keeps a row deleted that the other did not touch', () => {
    const merged = mergeSetting(base, [row('A'), row('C')], [row('A', 'theirs'), row('B'), row('C')]);
    expect(merged).toEqual({ ok: true, value: [row('A', 'theirs'), row('C')] });
  });

  it('asks about a row that one deleted and the other changed, and about nothing else', () => {
    const merged = mergeSetting(base, [row('A'), row('C', 'mine')], [row('A'), row('B', 'theirs'), row('C')]);
    const conflict = { part: 'B', base: row('B'), mine: null, theirs: row('B', 'theirs') };
    expect(merged).toEqual({ ok: false, conflicts: [conflict] });
  });

  it('joins documents key by key', () => {
    const merged = mergeSetting({ a: [1], b: [2] }, { a: [1, 3], b: [2] }, { a: [1], b: [4] });
    expect(merged).toEqual({ ok: true, value: { a: [1, 3], b: [4] } });
  });

  it('joins keys that come and go', () => {
    const merged = mergeSetting({ a: 1, b: 2 }, { a: 1, b: 2, c: 3 }, { b: 2 });
    expect(merged).toEqual({ ok: true, value: { b: 2, c: 3 } });
  });

  it('settles what both changed as it is told, and still joins the rest', () => {
    const [mine, theirs] = [
      [row('A', 'mine'), row('B', 'mine'), row('C')],
      [row('A', 'theirs'), row('B'), row('C', 'theirs')],
    ];
    const joined = (settle: 'mine' | 'theirs'): unknown => mergeSetting(base, mine, theirs, settle);
    expect(joined('mine')).toEqual({ ok: true, value: [row('A', 'mine'), row('B', 'mine'), row('C', 'theirs')] });
    expect(joined('theirs')).toEqual({ ok: true, value: [row('A', 'theirs'), row('B', 'mine'), row('C', 'theirs')] });
    expect(mergeSetting('a', 'b', 'c', 'theirs')).toEqual({ ok: true, value: 'c' });
  });
});

describe('sameJson', () => {
  it.each([
    [{ a: 1, b: [2, { c: null }] }, { b: [2, { c: null }], a: 1 }, true],
    [[1, 2], [2, 1], false],
    [[1], [1, 2], false],
    [{}, [], false],
    [null, {}, false],
    [{ a: 1 }, { a: '1' }, false],
    [{ a: undefined }, {}, true],
  ])('%j and %j: %s', (one, other, same) => {
    expect(sameJson(one, other)).toBe(same);
  });
});
