import { describe, expect, it } from '@jest/globals';
import { SETTINGS } from '#contract/settings.ts';
import { moved, rowErrors, withoutRow, withRow } from './table-rows.ts';

const row = (code: string, label = code) => ({ code, label, enabled: true });
const rows = [row('A'), row('B'), row('C')];

describe('rows of a code table', () => {
  it('changes a row where it stands and adds a new one at the end', () => {
    expect(withRow(rows, row('B', 'x')).map(({ label }) => label)).toEqual(['A', 'x', 'C']);
    expect(withRow(rows, row('D')).map(({ code }) => code)).toEqual(['A', 'B', 'C', 'D']);
    expect(withoutRow(rows, 'A').map(({ code }) => code)).toEqual(['B', 'C']);
  });

  it('moves a row by one place and not past an end', () => {
    const codes = (code: string, by: -1 | 1) => moved(rows, code, by).map((one) => one.code);
    expect([codes('B', -1), codes('B', 1), codes('A', -1), codes('C', 1)]).toEqual([
      ['B', 'A', 'C'],
      ['A', 'C', 'B'],
      ['A', 'B', 'C'],
      ['A', 'B', 'C'],
    ]);
  });

  it('says what is wrong with a row beside the others', () => {
    const { schema } = SETTINGS.user_titles;
    expect(rowErrors(schema, rows, row('D'))).toEqual(new Map());
    expect(rowErrors(schema, rows, row('a'))).toEqual(new Map([['code', 'code.repeated']]));
    expect(rowErrors(schema, rows, { ...row(''), label: 'x' })).toEqual(new Map([['code', 'field.required']]));
    expect(rowErrors(schema, rows, row('D', ''))).toEqual(new Map([['label', 'field.required']]));
    const group = { ...row('X'), recordTypes: [] };
    expect(rowErrors(SETTINGS.user_groups.schema, [], group)).toEqual(new Map([['recordTypes', 'field.required']]));
  });
});
