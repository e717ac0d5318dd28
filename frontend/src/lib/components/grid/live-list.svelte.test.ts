import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Change } from '#contract/changes.ts';
import type { ListQuery, UserPage, UserRow } from '#contract/user-list.ts';
import { ApiProblem, NoAnswer } from '#lib/api/problem.ts';
import type { FeedListener } from '#lib/realtime/feed.ts';
import { DEFAULT_QUERY, changeQuery } from './list-url.ts';
import { LiveList } from './live-list.svelte.ts';
import { aRow } from './testing/factories.ts';

function aPage(rows: UserRow[], seq = 100): UserPage {
  return { rows, next: null, previous: null, total: { value: rows.length, exact: true }, seq };
}

function aChange(version: number, fields: Record<string, unknown> = {}): Change {
  return {
    seq: 100 + version,
    recordId: 'berg',
    version,
    action: 'updated',
    recordName: 'berg',
    actor: 'Grace',
    source: 'UI',
    jobId: null,
    at: '2026-01-02T08:00:00Z',
    fields: Object.entries(fields).map(([field, after]) => ({ field, before: null, after })),
  };
}

function aList() {
  const asked: { query: ListQuery; signal: AbortSignal; answer: (page: UserPage | Error) => void }[] = [];
  const rowsAsked: string[][] = [];
  const fresh: UserRow[] = [];
  const proven: number[] = [];
  let listener: FeedListener = { onChange: () => undefined, onResync: () => undefined };
  const list = new LiveList({
    readPage: (query, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new DOMException('stopped', 'AbortError'));
        });
        const answer = (page: UserPage | Error): void => {
          if (page instanceof Error) reject(page);
          else resolve(page);
        };
        asked.push({ query, signal, answer });
      }),
    readRows: (ids) => {
      rowsAsked.push(ids);
      return Promise.resolve({ rows: fresh, seq: 120 });
    },
    subscribe: (given) => {
      listener = given;
      return { since: (seq) => proven.push(seq), stop: () => undefined };
    },
  });
  const answer = async (page: UserPage | Error): Promise<void> => {
    asked.at(-1)?.answer(page);
    await jest.advanceTimersByTimeAsync(1);
  };
  return { list, asked, answer, rowsAsked, fresh, proven, live: () => listener };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('the live list', () => {
  it('keeps old rows while it reads, and drops the request before', async () => {
    const { list, asked, answer, proven } = aList();
    void list.show(DEFAULT_QUERY);
    await answer(aPage([aRow('berg')]));
    expect(proven).toEqual([100]);
    void list.show(changeQuery(DEFAULT_QUERY, { q: 'c' }));
    void list.show(changeQuery(DEFAULT_QUERY, { q: 'ca' }));
    expect(asked[1]?.signal.aborted).toBe(true);
    expect(list.rows.map((row) => row.id)).toEqual(['berg']);
    expect(list.loading).toBe(true);
    await answer(aPage([aRow('carl')]));
    expect(list.rows.map((row) => row.id)).toEqual(['carl']);
    expect(list.loading).toBe(false);
    expect(list.failure).toBeNull();
  });

  it('reads the same view once', async () => {
    const { list, asked, answer } = aList();
    void list.show(DEFAULT_QUERY);
    await answer(aPage([]));
    void list.show({ ...DEFAULT_QUERY });
    expect(asked).toHaveLength(1);
    void list.refresh();
    expect(asked).toHaveLength(2);
  });

  it('tells forbidden from failed', async () => {
    const { list, answer } = aList();
    void list.show(DEFAULT_QUERY);
    await answer(new NoAnswer('down'));
    expect(list.failure).toBe('failed');
    void list.refresh();
    await answer(new ApiProblem({ type: '', title: '', status: 403, code: 'permission.denied' }));
    expect(list.failure).toBe('forbidden');
  });

  it('B03 lights a changed row for two seconds', async () => {
    const { list, answer, live } = aList();
    void list.show(DEFAULT_QUERY);
    await answer(aPage([aRow('berg')]));
    live().onChange(aChange(2, { userGroup: 'FACULTY' }));
    expect(list.rows[0]?.userGroup).toBe('FACULTY');
    expect(list.highlights.get('berg')).toBe(true);
    jest.advanceTimersByTime(2100);
    expect(list.highlights.get('berg')).toBeUndefined();
  });

  it('B03 reads rows that missed a change in one request', async () => {
    const { list, answer, live, rowsAsked, fresh } = aList();
    void list.show(DEFAULT_QUERY);
    await answer(aPage([aRow('berg'), aRow('carl')]));
    live().onChange(aChange(5));
    live().onChange({ ...aChange(7), recordId: 'carl' });
    fresh.push(aRow('berg', { version: 5, userGroup: 'A' }), aRow('carl', { version: 7, userGroup: 'B' }));
    await jest.advanceTimersByTimeAsync(200);
    expect(rowsAsked).toEqual([['berg', 'carl']]);
    expect(list.rows.map((row) => row.userGroup)).toEqual(['A', 'B']);
  });

  it('B03 after a gap is true again without moving', async () => {
    const { list, asked, answer, live, proven } = aList();
    void list.show(DEFAULT_QUERY);
    await answer(aPage([aRow('berg'), aRow('carl')]));
    live().onResync();
    live().onResync();
    await jest.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(2);
    await answer(aPage([aRow('adam'), aRow('berg', { version: 9, userGroup: 'A' })], 300));
    expect(list.rows.map((row) => row.id)).toEqual(['berg', 'carl']);
    expect(list.rows[0]?.userGroup).toBe('A');
    expect(list.list?.outdated.size).toBe(2);
    expect(proven).toEqual([100, 300]);
  });
});
