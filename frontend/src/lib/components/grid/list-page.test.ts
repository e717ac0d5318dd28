import { describe, expect, it } from '@jest/globals';
import type { Change } from '#contract/changes.ts';
import type { ListQuery, UserRow } from '#contract/user-list.ts';
import { DEFAULT_QUERY } from './list-url.ts';
import { openPage, receive, takePage, takeRows, type ListPage } from './list-page.ts';
import { aRow } from './testing/factories.ts';

function aPage(ids: string[], query: Partial<ListQuery> = {}, more = false): ListPage {
  const rows = ids.map((id) => aRow(id));
  const edge = more ? 'cursor' : null;
  return openPage(
    { ...DEFAULT_QUERY, ...query },
    { rows, next: edge, previous: edge, total: { value: rows.length, exact: true }, seq: 100 },
  );
}

function aChange(recordId: string, fields: Record<string, unknown>, over: Partial<Change> = {}): Change {
  return {
    seq: 101,
    recordId,
    version: 2,
    action: 'updated',
    recordName: recordId,
    actor: 'Grace',
    source: 'UI',
    jobId: null,
    at: '2026-01-02T08:00:00Z',
    fields: Object.entries(fields).map(([field, after]) => ({ field, before: null, after })),
    ...over,
  };
}

describe('B03 a row on screen', () => {
  it('B03 changes where it stands and is highlighted', () => {
    const step = receive(aPage(['berg', 'carl']), aChange('carl', { userGroup: 'FACULTY' }));
    expect(step.list.page.rows.map((row) => row.userGroup)).toEqual([null, 'FACULTY']);
    expect(step.touched).toEqual(['carl']);
    expect(step.list.outdated.size).toBe(0);
  });

  it('B03 that would move stays and is counted once', () => {
    const first = receive(aPage(['berg', 'carl']), aChange('carl', { lastName: 'adam' }));
    const second = receive(first.list, aChange('carl', { lastName: 'abel' }, { version: 3, seq: 102 }));
    expect(second.list.page.rows.map((row) => row.lastName)).toEqual(['berg', 'abel']);
    expect([...second.list.outdated]).toEqual(['carl']);
  });

  it('B03 that no longer meets a filter stays and is counted', () => {
    const step = receive(aPage(['berg'], { status: 'active' }), aChange('berg', { status: 'INACTIVE' }));
    expect(step.list.page.rows[0]?.status).toBe('INACTIVE');
    expect([...step.list.outdated]).toEqual(['berg']);
  });

  it('B03 that was deleted stays, marked', () => {
    const step = receive(aPage(['berg']), aChange('berg', {}, { action: 'deleted' }));
    expect(step.list.page.rows).toHaveLength(1);
    expect([...step.list.deleted]).toEqual(['berg']);
    expect([...step.list.outdated]).toEqual(['berg']);
  });

  it('S121 that was deleted shows nothing of the person any more', () => {
    const [row] = receive(aPage(['berg']), aChange('berg', {}, { action: 'deleted' })).list.page.rows;
    expect(row).toMatchObject({ id: 'berg', primaryId: '', firstName: null, lastName: null, preferredEmail: null });
  });

  it('B03 that missed a change is to be read again', () => {
    const step = receive(aPage(['berg']), aChange('berg', {}, { version: 5 }));
    expect(step.stale).toEqual(['berg']);
    expect(step.list.page.rows[0]?.version).toBe(1);
  });

  it('F52 whose roles changed is to be read again, and may have left a list of one role', () => {
    const change = aChange('berg', { roles: null });
    expect(receive(aPage(['berg']), change)).toMatchObject({ stale: ['berg'], list: { outdated: new Set() } });
    expect(receive(aPage(['berg'], { role: '21' }), change).list.outdated).toEqual(new Set(['berg']));
  });

  it('B03 is not touched by what the page already contains', () => {
    const list = aPage(['berg']);
    expect(receive(list, aChange('berg', { userGroup: 'X' }, { seq: 100 })).list).toBe(list);
    expect(receive(list, aChange('berg', { userGroup: 'X' }, { version: 1 })).list).toBe(list);
  });
});

describe('B03 a record not on screen', () => {
  const created = { action: 'created', version: 1 } as const;
  const aNewcomer = (lastName: string, recordName = lastName): Change =>
    aChange(lastName, { recordType: 'STAFF', lastName }, { ...created, recordName });

  it('B03 that was created for this tab is counted where it would stand', () => {
    expect(receive(aPage(['berg', 'dorn']), aNewcomer('carl')).list.outdated.size).toBe(1);
    const middle = aPage(['berg', 'dorn'], {}, true);
    expect(receive(middle, aNewcomer('carl')).list.outdated.size).toBe(1);
    expect(receive(middle, aNewcomer('zora')).list.outdated.size).toBe(0);
    expect(receive(middle, aNewcomer('adam')).list.outdated.size).toBe(0);
    const down = aPage(['dorn', 'berg'], { direction: 'desc' }, true);
    expect(receive(down, aNewcomer('carl')).list.outdated.size).toBe(1);
  });

  it('S024 B03 stands where its last name stands, in whatever order the institution shows names', () => {
    const middle = aPage(['berg', 'dorn'], {}, true);
    expect(receive(middle, aNewcomer('carl', 'Zoe carl'), false).list.outdated.size).toBe(1);
    expect(receive(middle, aNewcomer('zora', 'Carla zora'), false).list.outdated.size).toBe(0);
    const renamed = aChange('carl', { lastName: 'carl' }, { recordName: 'Carla zora' });
    expect(receive(middle, renamed, false).list.outdated.size).toBe(0);
    expect(receive(aPage(['berg', 'dorn']), renamed, false).list.outdated.size).toBe(1);
  });

  it('B03 that was created as something else does not concern the Staff tab', () => {
    const change = aChange('carl', { recordType: 'PUBLIC' }, created);
    expect(receive(aPage(['berg']), change).list.outdated.size).toBe(0);
    expect(receive(aPage(['berg'], { tab: 'users' }), change).list.outdated.size).toBe(1);
  });

  it('B03 that changed is counted only when the change can bring it here', () => {
    const change = aChange('carl', { accountType: 'EXTERNAL' });
    expect(receive(aPage(['berg']), change).list.outdated.size).toBe(0);
    expect(receive(aPage(['berg'], { accountType: 'EXTERNAL' }), change).list.outdated.size).toBe(1);
  });
});

describe('rows read again', () => {
  it('replace older ones, count those that moved, and mark those that are gone', () => {
    const list = aPage(['berg', 'carl', 'dorn']);
    const fresh = [aRow('berg', { version: 7, userGroup: 'X' }), aRow('carl', { version: 7, lastName: 'abel' })];
    const step = takeRows(list, ['berg', 'carl', 'dorn'], fresh);
    expect(step.list.page.rows.map((row) => row.version)).toEqual([7, 7, 1]);
    expect(step.touched).toEqual(['berg', 'carl']);
    expect([...step.list.outdated]).toEqual(['carl', 'dorn']);
    expect([...step.list.deleted]).toEqual(['dorn']);
  });

  it('never turn a row back', () => {
    const list = receive(aPage(['berg']), aChange('berg', { userGroup: 'new' })).list;
    expect(takeRows(list, ['berg'], [aRow('berg')]).list.page.rows[0]?.userGroup).toBe('new');
  });
});

describe('the page read again after a gap', () => {
  function fresh(rows: UserRow[]) {
    return { rows, next: null, previous: null, total: { value: rows.length, exact: true }, seq: 500 };
  }

  it('replaces rows of the same order and forgets what was outdated', () => {
    const list = receive(aPage(['berg', 'carl']), aChange('carl', { lastName: 'carla' })).list;
    const step = takePage(list, fresh([aRow('berg', { version: 9 }), aRow('carl', { version: 2 })]));
    expect(step.touched).toEqual(['berg']);
    expect(step.list.outdated.size).toBe(0);
    expect(step.list.page.seq).toBe(500);
  });

  it('only counts rows that came, went or moved', () => {
    const list = aPage(['berg', 'carl']);
    const step = takePage(list, fresh([aRow('adam'), aRow('berg', { version: 9, userGroup: 'X' })]));
    expect(step.list.page.rows.map((row) => row.id)).toEqual(['berg', 'carl']);
    expect(step.list.page.rows[0]?.userGroup).toBe('X');
    expect([...step.list.outdated]).toEqual(['carl', 'adam']);
    expect([...takePage(list, fresh([aRow('carl'), aRow('berg')])).list.outdated]).toEqual(['carl', 'berg']);
  });
});
