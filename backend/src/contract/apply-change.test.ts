import { applyToRecord, applyToRow } from './apply-change.js';
import type { Change, FieldChange } from './changes.js';
import type { UserRow } from './user-list.js';
import type { UserRecord } from './users.js';

const ID = '88888888-8888-4888-8888-888888888888';
const AT = '2026-11-23T08:00:00.000Z';

function change(version: number, ...fields: FieldChange[]): Change {
  return {
    seq: version * 10,
    recordId: ID,
    version,
    action: 'updated',
    recordName: 'X',
    actor: 'Ada',
    source: 'UI',
    jobId: null,
    at: AT,
    fields,
  };
}

function set(field: string, before: unknown, after: unknown): FieldChange {
  return { field, before, after };
}

const RECORD = {
  id: ID,
  version: 1,
  seq: 10,
  title: null,
  firstName: 'Mary',
  emails: [],
  updatedAt: '',
} as unknown as UserRecord;
const ROW = {
  id: ID,
  version: 1,
  firstName: 'Mary',
  status: 'ACTIVE',
  noteCount: 1,
  updatedAt: '',
} as unknown as UserRow;

/** Applies changes as a client does; stops where it would read again. */
function follow(record: UserRecord, changes: readonly Change[]): UserRecord | 'gone' | 'stale' {
  let copy = record;
  for (const next of changes) {
    const applied = applyToRecord(copy, next);
    if (applied.state === 'gone' || applied.state === 'stale') return applied.state;
    copy = applied.value;
  }
  return copy;
}

const LOG = [
  change(2, set('title', null, 'MS')),
  change(3, set('title', 'MS', 'DR'), set('firstName', 'Mary', 'May')),
  change(4, set('emails', null, { id: 'e1', address: 'a@example.org' })),
];

describe('applyToRecord', () => {
  it('F43 in order ends where the server is', () => {
    expect(follow(RECORD, LOG)).toMatchObject({
      version: 4,
      seq: 40,
      title: 'DR',
      firstName: 'May',
      updatedAt: AT,
      emails: [{ id: 'e1' }],
    });
  });

  it('F43 every change twice, or a whole frame again, ends in the same state', () => {
    const once = follow(RECORD, LOG);
    expect(
      follow(
        RECORD,
        LOG.flatMap((entry) => [entry, entry]),
      ),
    ).toEqual(once);
    expect(follow(RECORD, [...LOG, ...LOG, ...LOG])).toEqual(once);
  });

  it('F43 out of order either ends in the same state or says that it must be read again', () => {
    const once = follow(RECORD, LOG);
    const [a, b, c] = LOG as [Change, Change, Change];
    for (const order of [
      [a, c, b],
      [b, a, c],
      [b, c, a],
      [c, a, b],
      [c, b, a],
    ])
      expect(follow(RECORD, order)).toBe('stale');
    expect(follow(RECORD, [a, b, a, c, b])).toEqual(once);
  });

  it('F43 an old change leaves the copy exactly as it was', () => {
    const copy = { ...RECORD, version: 4 };
    expect(applyToRecord(copy, change(4, set('title', null, 'X')))).toEqual({ state: 'old', value: copy });
    expect(applyToRecord(copy, change(2, set('title', null, 'X')))).toEqual({ state: 'old', value: copy });
  });

  it('F43 a gap in the versions makes the copy stale', () => {
    expect(applyToRecord(RECORD, change(3, set('title', null, 'X')))).toEqual({ state: 'stale' });
  });

  it('F43 a deletion is one, whatever version is at hand', () => {
    expect(applyToRecord({ ...RECORD, version: 9 }, { ...change(2), action: 'deleted' })).toEqual({ state: 'gone' });
  });

  it('F43 a locked sign-in is no change of the record', () => {
    expect(applyToRecord(RECORD, { ...change(1), action: 'sign-in-locked' }).state).toBe('old');
  });

  it('B03 rows of a list are added, replaced and removed', () => {
    const row = (id: string, address: string): object => ({ id, address });
    const added = follow(RECORD, [change(2, set('emails', null, row('e1', 'a')), set('emails', null, row('e2', 'b')))]);
    expect(added).toMatchObject({ emails: [row('e1', 'a'), row('e2', 'b')] });
    if (typeof added === 'string') throw new Error(added);
    expect(follow(added, [change(3, set('emails', row('e2', 'b'), null))])).toMatchObject({ emails: [row('e1', 'a')] });
    const replaced = follow(added, [change(3, set('emails', row('e1', 'a'), row('e1', 'c')))]);
    expect((replaced as UserRecord).emails).toHaveLength(2);
    expect(replaced).toMatchObject({ emails: expect.arrayContaining([row('e1', 'c'), row('e2', 'b')]) });
  });

  it('B03 a row of a list that changes keeps its place', () => {
    const emails = ['e1', 'e2', 'e3'].map((id) => ({ id, address: id })) as unknown as UserRecord['emails'];
    const changed = follow({ ...RECORD, emails }, [change(2, set('emails', emails[1], { id: 'e2', address: 'new' }))]);
    expect((changed as UserRecord).emails.map(({ address }) => address)).toEqual(['e1', 'new', 'e3']);
  });

  it('B03 the copy that was there is not touched', () => {
    const copy = structuredClone(RECORD);
    follow(copy, LOG);
    expect(copy).toEqual(RECORD);
  });
});

describe('applyToRow', () => {
  it('B03 takes the fields the row shows and passes over the others', () => {
    const applied = applyToRow(
      ROW,
      change(2, set('status', 'ACTIVE', 'INACTIVE'), set('birthDate', null, '1980-02-29')),
    );
    expect(applied).toEqual({ state: 'applied', value: { ...ROW, version: 2, status: 'INACTIVE', updatedAt: AT } });
  });

  it('S018 counts notes that come and go, not those that change', () => {
    const note = { id: 'n1' };
    const counts = [
      [null, note, 2],
      [note, null, 0],
      [note, { ...note, text: 'x' }, 1],
    ].map(([before, after, count]) => [applyToRow(ROW, change(2, set('notes', before, after))), count]);
    for (const [applied, count] of counts) expect(applied).toMatchObject({ value: { noteCount: count } });
  });

  it('B03 a change of addresses makes the row stale, since only the whole list says which is preferred', () => {
    expect(applyToRow(ROW, change(2, set('emails', null, { id: 'e1' }))).state).toBe('stale');
  });

  it('F43 old, skipped and deleted are told apart as for records', () => {
    expect(applyToRow(ROW, change(1)).state).toBe('old');
    expect(applyToRow(ROW, change(3)).state).toBe('stale');
    expect(applyToRow(ROW, { ...change(2), action: 'deleted' }).state).toBe('gone');
  });
});
