import { describe, expect, it } from '@jest/globals';
import { DEFAULT_COLUMNS, LIST_COLUMNS } from '#contract/list-columns.ts';
import { choosableColumns, factColumns, isArranged, moved, visibility } from './columns.ts';

describe('columns of the list', () => {
  it('stand after the name as far as the reader may see them', () => {
    expect(factColumns('name,notes,status', 'full')).toEqual(['notes', 'status']);
    expect(factColumns('name,notes,status', 'observer')).toEqual(['status']);
  });

  it('can all be chosen from, the shown ones first', () => {
    const choosable = choosableColumns('name,email,status', 'full');
    expect(choosable.slice(0, 3)).toEqual(['email', 'status', 'primaryId']);
    expect(choosable).toHaveLength(LIST_COLUMNS.length - 1);
    expect(choosableColumns(DEFAULT_COLUMNS, 'observer')).not.toContain('notes');
  });

  it('move by one place and no further than the ends', () => {
    expect(moved(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 'b', 1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c']);
    expect(moved(['a', 'b', 'c'], 'c', 1)).toEqual(['a', 'b', 'c']);
  });

  it('are left out in a narrow window only where nobody arranged them', () => {
    expect(visibility(false, 'updatedAt')).not.toBe('');
    expect(visibility(true, 'updatedAt')).toBe('');
    const none = { pinned: [], widths: {} };
    expect(isArranged(DEFAULT_COLUMNS, none)).toBe(false);
    expect(isArranged('name,updatedAt', none)).toBe(true);
    expect(isArranged(DEFAULT_COLUMNS, { ...none, pinned: ['status'] })).toBe(true);
    expect(isArranged(DEFAULT_COLUMNS, { ...none, widths: { name: 300 } })).toBe(true);
  });
});
