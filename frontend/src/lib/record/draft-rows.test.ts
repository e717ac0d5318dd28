import { describe, expect, it } from '@jest/globals';
import type { RowInput } from '#contract/list-rows.ts';
import type { UserRecord } from '#contract/users.ts';
import {
  changedTargets,
  conflicted,
  keepMyRow,
  openDraft,
  operations,
  ownConflicts,
  receive,
  resolve,
  rowDivergence,
  saved,
  setRow,
  toSave,
  undoRow,
  type Draft,
} from './draft.ts';
import { draftRows } from './draft-rows.ts';
import { aChange, aConflict, aNote, aPhone, aRecord } from './testing/factories.ts';

const HOME = aPhone('home', { preferred: true });
const WORK = aPhone('work');

function phones(draft: Draft) {
  return draftRows(draft.rows, draft.server, 'phones');
}

function input({ id: _id, ...row }: ReturnType<typeof aPhone>, over: Partial<RowInput<'phones'>> = {}): RowInput {
  return { ...row, ...over };
}

function live(draft: Draft, over: Partial<UserRecord>) {
  const version = draft.server.version + 1;
  return receive(draft, { ...draft.server, ...over, version }, aChange(version, {}));
}

function open(over: Partial<UserRecord> = {}): Draft {
  return openDraft(aRecord({ phones: [HOME, WORK], ...over }));
}

describe('S087 rows in the draft', () => {
  it('S068 adds, changes and removes rows, marked and undoable until they are saved', () => {
    let draft = setRow(open(), 'phones', 'new', input(aPhone('new')));
    draft = setRow(draft, 'phones', 'work', input(WORK, { number: '+47 9' }));
    draft = setRow(draft, 'phones', 'home', null);
    expect(phones(draft).map(({ id, state }) => [id, state])).toEqual([
      ['home', 'removed'],
      ['work', 'changed'],
      ['new', 'added'],
    ]);
    expect(operations(draft).map((operation) => operation.op)).toEqual(['add', 'change', 'remove']);
    draft = undoRow(draft, 'phones:home');
    expect(changedTargets(draft)).toEqual(['phones:new', 'phones:work']);
  });

  it('has nothing to save when an added row is removed, or a changed one is changed back', () => {
    let draft = setRow(open(), 'phones', 'new', input(aPhone('new')));
    draft = setRow(draft, 'phones', 'new', null);
    draft = setRow(draft, 'phones', 'work', input(WORK, { number: '+47 9' }));
    draft = setRow(draft, 'phones', 'work', input(WORK));
    expect(toSave(draft)).toBeNull();
  });

  it('S070 moves the flag in sight, takes it from the row it was given to before, and sends one move', () => {
    let draft = setRow(open(), 'phones', 'new', input(aPhone('new'), { preferred: true }));
    draft = setRow(draft, 'phones', 'work', input(WORK, { preferred: true }));
    expect(
      phones(draft)
        .filter(({ row }) => row.preferred)
        .map(({ id }) => id),
    ).toEqual(['work']);
    expect(operations(draft)).toMatchObject([
      { op: 'add', id: 'new', row: { preferred: false } },
      { op: 'change', id: 'work', row: { preferred: true } },
    ]);
  });

  it('S070 shows which row becomes the default when the preferred one is removed', () => {
    const draft = setRow(open(), 'phones', 'home', null);
    expect(phones(draft).map(({ row }) => row.preferred)).toEqual([true, true]);
    expect(phones(draft)[0]?.state).toBe('removed');
  });

  it('S088 sends external rows only while the account is external', () => {
    const row = input(aPhone('new'), { external: true });
    const mine = setRow(open({ accountType: 'EXTERNAL' }), 'phones', 'new', row);
    expect(operations(mine)).toMatchObject([{ row: { external: true } }]);
    expect(operations(setRow(open(), 'phones', 'new', row))).toMatchObject([{ row: { external: false } }]);
  });
});

describe('S087 changes of others', () => {
  it('flow into rows nobody edits here, and raise the base of the save', () => {
    const mine = setRow(open(), 'phones', 'work', input(WORK, { number: '+47 9' }));
    const other = aPhone('other');
    const { draft, arrived } = live(mine, { phones: [{ ...HOME, number: '+47 7' }, WORK, other] });
    expect(arrived).toEqual(['phones:home', 'phones:other']);
    expect(phones(draft).map(({ row }) => row.number)).toEqual(['+47 7', '+47 9', other.number]);
    expect(toSave(draft)?.baseVersion).toBe(4);
  });

  it('keep what was done to the same row, flag it, and hold the base of the save back', () => {
    const mine = setRow(open(), 'phones', 'work', input(WORK, { number: '+47 9' }));
    const { draft } = live(mine, { phones: [HOME, { ...WORK, number: '+47 8' }] });
    expect(phones(draft)[1]?.row.number).toBe('+47 9');
    expect(rowDivergence(draft, 'phones:work')).toMatchObject({ by: 'Ada', theirs: { number: '+47 8' } });
    expect(toSave(draft)?.baseVersion).toBe(3);
    expect(toSave(keepMyRow(draft, 'phones:work'))?.baseVersion).toBe(4);
    expect(changedTargets(undoRow(draft, 'phones:work'))).toEqual([]);
  });

  it('keep a changed row that was deleted; whoever keeps theirs adds it again', () => {
    const mine = setRow(open(), 'phones', 'work', input(WORK, { number: '+47 9' }));
    const { draft } = live(mine, { phones: [HOME] });
    expect(phones(draft).map(({ id }) => id)).toEqual(['home', 'work']);
    expect(rowDivergence(draft, 'phones:work')).toMatchObject({ theirs: null });
    expect(operations(draft)).toMatchObject([{ op: 'change' }]);
    expect(operations(keepMyRow(draft, 'phones:work'))).toMatchObject([{ op: 'add', id: 'work' }]);
  });

  it('are no conflict when both did the same, also when it is the echo of an own save', () => {
    const mine = setRow(open(), 'phones', 'new', input(aPhone('new')));
    expect(live(mine, { phones: [HOME, WORK, aPhone('new')] }).draft.rows.size).toBe(0);
    const removed = setRow(open(), 'phones', 'work', null);
    expect(live(removed, { phones: [HOME] }).draft.rows.size).toBe(0);
  });

  it('leave a flag that merely came along where the others moved it', () => {
    const mine = setRow(open(), 'phones', 'home', input(HOME, { number: '+47 9' }));
    const { draft } = live(mine, {
      phones: [
        { ...HOME, preferred: false },
        { ...WORK, preferred: true },
      ],
    });
    expect(rowDivergence(draft, 'phones:home')).toBeNull();
    expect(operations(draft)).toMatchObject([{ id: 'home', row: { number: '+47 9', preferred: false } }]);
  });
});

describe('S087 the answer to a save', () => {
  it('makes what was sent clean and keeps what was done meanwhile', () => {
    let draft = setRow(open(), 'phones', 'work', input(WORK, { number: '+47 9' }));
    draft = setRow(draft, 'phones', 'new', input(aPhone('new')));
    const sent = toSave(draft);
    if (sent === null) throw new Error('nothing to save');
    draft = setRow(draft, 'phones', 'work', input(WORK, { number: '+47 99' }));
    const server = aRecord({ version: 4, phones: [HOME, { ...WORK, number: '+47 9' }, aPhone('new')] });
    draft = saved(draft, sent, server);
    expect(changedTargets(draft)).toEqual(['phones:work']);
    expect(toSave(draft)).toMatchObject({ baseVersion: 4, operations: [{ op: 'change', row: { number: '+47 99' } }] });
  });

  it('opens a conflict about a row, which is then decided as a whole', () => {
    const note = aNote('one');
    const { id: _id, createdBy: _by, createdById: _byId, createdAt: _at, ...row } = note;
    const mine = setRow(open({ notes: [note] }), 'notes', 'one', { ...row, text: 'Mine' });
    const sent = toSave(mine);
    if (sent === null) throw new Error('nothing to save');
    const conflict = aConflict({ field: 'notes:one', base: note, mine: { ...note, text: 'Mine' }, theirs: null });
    const answer = conflicted(mine, sent, [conflict], 4);
    expect(answer.open).toEqual([conflict]);
    const server = { ...mine.server, notes: [], version: 4 };
    const { draft } = receive(answer.draft, server, null);
    const kept = resolve(draft, [conflict], 4, new Map([['notes:one', { take: 'mine' }]]));
    expect(toSave(kept)).toMatchObject({ baseVersion: 4, operations: [{ op: 'add', row: { text: 'Mine' } }] });
    const given = resolve(draft, [conflict], 4, new Map([['notes:one', { take: 'theirs' }]]));
    expect(changedTargets(given)).toEqual([]);
  });

  it('S070 opens a conflict about who is preferred, and gives the flag up or keeps it', () => {
    const mine = setRow(open(), 'phones', 'work', input(WORK, { number: '+47 9', preferred: true }));
    const other = aPhone('other', { preferred: true });
    const { draft } = live(mine, { phones: [{ ...HOME, preferred: false }, WORK, other] });
    const sent = toSave(draft);
    expect(sent?.baseVersion).toBe(3);
    expect(ownConflicts(draft)).toMatchObject([{ field: 'phones.preferred', theirs: { id: 'other' } }]);
    const conflict = aConflict({ field: 'phones.preferred', base: HOME, mine: WORK, theirs: other });
    const given = resolve(draft, [conflict], 4, new Map([['phones.preferred', { take: 'theirs' }]]));
    expect(toSave(given)).toMatchObject({
      baseVersion: 4,
      operations: [{ row: { number: '+47 9', preferred: false } }],
    });
    const kept = resolve(draft, [conflict], 4, new Map([['phones.preferred', { take: 'mine' }]]));
    expect(toSave(kept)).toMatchObject({ baseVersion: 4, operations: [{ row: { preferred: true } }] });
  });
});
