import { describe, expect, it } from '@jest/globals';
import type { ListQuery } from '#contract/user-list.ts';
import {
  DEFAULT_QUERY,
  activeFilters,
  changeQuery,
  isNarrowed,
  readQuery,
  sameRows,
  sameUsers,
  shortQuery,
  sortBy,
  withoutFilter,
  withoutFilters,
} from './list-url.ts';

function write(query: ListQuery): string {
  return new URLSearchParams(Object.entries(shortQuery(query)).map(([key, value]) => [key, String(value)])).toString();
}

function read(text: string) {
  return readQuery(new URLSearchParams(text));
}

describe("the list's state in the URL", () => {
  it('leaves defaults out', () => {
    expect(write(DEFAULT_QUERY)).toBe('');
    expect(write(read('tab=staff&sort=name&limit=25&status=all'))).toBe('');
  });

  it('reads back what it wrote', () => {
    const text = 'tab=users&q=O%27Neil+%26+co&by=email&accountType=EXTERNAL&status=inactive&limit=50';
    expect(write(read(text))).toBe(text);
  });

  it('falls back value by value when a link was typed over', () => {
    expect(read('tab=nobody&limit=9999&q=ada&unknown=1&sort=password')).toEqual({ ...DEFAULT_QUERY, q: 'ada' });
  });

  it('means what the reader likes where it says nothing, and says what not all would take for granted', () => {
    const personal = { columns: 'name,email', limit: 50 };
    const own = readQuery(new URLSearchParams('tab=users'), personal);
    expect([own.columns, own.limit]).toEqual(['name,email', 50]);
    expect(shortQuery(own, personal)).toEqual({ tab: 'users', ...personal });
    expect(shortQuery({ ...own, limit: 25 }, personal)).toEqual({ tab: 'users', columns: 'name,email', limit: 25 });
    expect(readQuery(new URLSearchParams('limit=25&columns=name,status'), personal)).toMatchObject({
      columns: 'name,status',
      limit: 25,
    });
    expect(read('columns=status,name').columns).toBe(DEFAULT_QUERY.columns);
  });

  it('tells other rows from other columns, and other users from another order of them', () => {
    const query = read('tab=users&q=ada');
    expect(sameRows(query, { ...query, columns: 'name,email' })).toBe(true);
    expect(sameRows(query, { ...query, sort: 'primaryId' })).toBe(false);
    expect(sameUsers(query, { ...query, sort: 'primaryId', direction: 'desc', limit: 100, cursor: 'x' })).toBe(true);
    expect(sameUsers(query, { ...query, q: 'grace' })).toBe(false);
  });

  it('keeps the cursor only while the page is turned', () => {
    const second = changeQuery(DEFAULT_QUERY, { cursor: 'abc' });
    expect(second.cursor).toBe('abc');
    expect(changeQuery(second, { q: 'ada' }).cursor).toBeUndefined();
    expect(sortBy(second, 'primaryId').cursor).toBeUndefined();
  });
});

describe('filters', () => {
  it('are shown as long as they narrow', () => {
    const query = read('accountType=EXTERNAL&status=active&researcher=yes&q=x');
    expect(activeFilters(query)).toEqual([
      { key: 'accountType', value: 'EXTERNAL' },
      { key: 'status', value: 'active' },
      { key: 'researcher', value: 'yes' },
    ]);
    expect(write(withoutFilter(query, 'status'))).toBe('q=x&accountType=EXTERNAL&researcher=yes');
    expect(write(withoutFilters(read('tab=users&q=x&role=21&limit=50')))).toBe('tab=users&limit=50');
  });

  it('and a search narrow the list, a tab or an order does not', () => {
    expect(isNarrowed(read('tab=users&sort=primaryId'))).toBe(false);
    expect(isNarrowed(read('q=x'))).toBe(true);
    expect(isNarrowed(read('held=yes'))).toBe(true);
  });
});

describe('sorting', () => {
  it('turns the direction of the sorted column and starts others ascending', () => {
    const down = sortBy(DEFAULT_QUERY, 'name');
    expect(down).toMatchObject({ sort: 'name', direction: 'desc' });
    expect(sortBy(down, 'name')).toMatchObject({ sort: 'name', direction: 'asc' });
    expect(sortBy(down, 'statusDate')).toMatchObject({ sort: 'statusDate', direction: 'asc' });
  });
});
