import { describe, expect, it } from '@jest/globals';
import { targetOf, type UserRecord } from '#contract/users.ts';
import {
  changedFields,
  conflicted,
  discard,
  divergence,
  divergences,
  editField,
  keepMine,
  openDraft,
  operations,
  ownConflicts,
  receive,
  resolve,
  saved,
  shownValue,
  takeTheirs,
  toSave,
  type Draft,
} from './draft.ts';
import { aChange, aConflict, aRecord } from './testing/factories.ts';

/** The draft after Ada's save of `over` arrived live. */
function live(draft: Draft, over: Partial<UserRecord>): { draft: Draft; arrived: string[] } {
  const version = draft.server.version + 1;
  return receive(draft, { ...draft.server, ...over, version }, aChange(version, over));
}

describe('what a person typed', () => {
  it('becomes one set operation for each field that differs, in the order of the record', () => {
    let draft = editField(openDraft(aRecord()), 'lastName', 'Bergström');
    draft = editField(draft, 'firstName', 'Emile');
    expect(operations(draft)).toEqual([
      { op: 'set', field: 'firstName', value: 'Emile' },
      { op: 'set', field: 'lastName', value: 'Bergström' },
    ]);
    expect(toSave(draft)?.baseVersion).toBe(3);
  });

  it('is no change when it ends as it began, or differs only by blanks', () => {
    let draft = editField(openDraft(aRecord()), 'firstName', 'Emile');
    draft = editField(draft, 'firstName', 'Emil');
    expect(draft.edits.size).toBe(0);
    draft = editField(draft, 'firstName', 'Emil ');
    expect(shownValue(draft, 'firstName')).toBe('Emil ');
    expect(changedFields(draft)).toEqual([]);
    expect(toSave(draft)).toBeNull();
  });

  it('clears a field as null and keeps the empty text of a mandatory one', () => {
    let draft = editField(openDraft(aRecord()), 'jobDescription', '');
    draft = editField(draft, 'primaryId', '');
    expect(operations(draft)).toEqual([
      { op: 'set', field: 'primaryId', value: '' },
      { op: 'set', field: 'jobDescription', value: null },
    ]);
    expect(discard(draft).edits.size).toBe(0);
  });
});

describe('a live change', () => {
  it('flows into a field I did not touch and leaves my text alone', () => {
    const mine = editField(openDraft(aRecord()), 'firstName', 'Emile');
    const { draft, arrived } = live(mine, { lastName: 'Berger' });
    expect(arrived).toEqual(['lastName']);
    expect(shownValue(draft, 'lastName')).toBe('Berger');
    expect(shownValue(draft, 'firstName')).toBe('Emile');
    expect(toSave(draft)).toEqual({
      baseVersion: 4, // firstName still holds at version 4 what I typed over
      operations: [{ op: 'set', field: 'firstName', value: 'Emile' }],
    });
  });

  it('to a field I did touch keeps my text, names who and what, and keeps the version I typed over', () => {
    const mine = editField(openDraft(aRecord()), 'firstName', 'Emile');
    const { draft, arrived } = live(mine, { firstName: 'Emilio' });
    expect(arrived).toEqual([]);
    expect(shownValue(draft, 'firstName')).toBe('Emile');
    expect(divergence(draft, 'firstName')).toEqual({
      field: 'firstName',
      theirs: 'Emilio',
      by: 'Ada',
      at: '2026-01-02T09:00:00Z',
    });
    expect(toSave(draft)?.baseVersion).toBe(3);
  });

  it('that writes what I typed is no conflict and nothing is left to save', () => {
    const mine = editField(openDraft(aRecord()), 'firstName', 'Emile ');
    const { draft } = live(mine, { firstName: 'Emile' });
    expect(divergences(draft)).toEqual([]);
    expect(toSave(draft)).toBeNull();
  });

  it('that comes twice or out of order changes nothing', () => {
    const { draft } = live(openDraft(aRecord()), { firstName: 'Emilio' });
    const again = receive(draft, aRecord(), null);
    expect(again).toEqual({ draft, arrived: [] });
  });

  it('keeps a reverted text as a question, not as silent agreement', () => {
    const mine = editField(openDraft(aRecord()), 'firstName', 'Emile');
    const back = editField(live(mine, { firstName: 'Emilio' }).draft, 'firstName', 'Emil');
    expect(shownValue(back, 'firstName')).toBe('Emil');
    expect(toSave(back)).toEqual({
      baseVersion: 3,
      operations: [{ op: 'set', field: 'firstName', value: 'Emil' }],
    });
  });

  it('can be answered with mine or with theirs', () => {
    const mine = editField(openDraft(aRecord()), 'firstName', 'Emile');
    const { draft } = live(mine, { firstName: 'Emilio' });
    const kept = keepMine(draft, 'firstName');
    expect(divergences(kept)).toEqual([]);
    expect(toSave(kept)?.baseVersion).toBe(4);
    const given = takeTheirs(draft, 'firstName');
    expect(shownValue(given, 'firstName')).toBe('Emilio');
    expect(toSave(given)).toBeNull();
  });

  it('holds the base back only as far as the field that was changed', () => {
    const mine = editField(openDraft(aRecord()), 'firstName', 'Emile');
    const { draft } = live(mine, { firstName: 'Emilio' });
    const both = editField(draft, 'lastName', 'Berger');
    expect(toSave(both)?.baseVersion).toBe(3);
  });
});

describe('after a save', () => {
  it('what was sent is clean and what was typed meanwhile stays on the new ground', () => {
    let draft = editField(openDraft(aRecord()), 'firstName', 'Emile');
    draft = editField(draft, 'lastName', 'Berger');
    const sent = toSave(draft);
    if (sent === null) throw new Error('nothing to save');
    draft = editField(draft, 'lastName', 'Bergerac');
    const answer = aRecord({ version: 4, firstName: 'Emile', lastName: 'Berger' });
    draft = saved(draft, sent, answer);
    expect(toSave(draft)).toEqual({
      baseVersion: 4,
      operations: [{ op: 'set', field: 'lastName', value: 'Bergerac' }],
    });
  });

  it('an answer older than a live change does not turn the record back', () => {
    let draft = editField(openDraft(aRecord()), 'firstName', 'Emile');
    const sent = toSave(draft);
    if (sent === null) throw new Error('nothing to save');
    draft = live(draft, { firstName: 'Emile' }).draft;
    draft = live(draft, { lastName: 'Berger' }).draft;
    draft = saved(draft, sent, aRecord({ version: 4, firstName: 'Emile' }));
    expect(draft.server.version).toBe(5);
    expect(shownValue(draft, 'lastName')).toBe('Berger');
  });
});

describe('B04 a conflict', () => {
  function refused(): { draft: Draft; open: ReturnType<typeof conflicted>['open'] } {
    let draft = editField(openDraft(aRecord()), 'firstName', 'Emile');
    draft = editField(draft, 'lastName', 'Berger');
    const sent = toSave(draft);
    if (sent === null) throw new Error('nothing to save');
    return conflicted(draft, sent, [aConflict()], 5);
  }

  it('B04 keeps everything typed and asks only about the fields that differ', () => {
    const { draft, open } = refused();
    expect(open.map((conflict) => conflict.field)).toEqual(['firstName']);
    expect(shownValue(draft, 'firstName')).toBe('Emile');
    expect(shownValue(draft, 'lastName')).toBe('Berger');
  });

  it('B04 resolved with mine is saved over the version the person saw', () => {
    const { draft, open } = refused();
    const next = resolve(draft, open, 5, new Map([['firstName', { take: 'value', value: 'Emile' }]]));
    expect(toSave(next)).toEqual({
      baseVersion: 5,
      operations: [
        { op: 'set', field: 'firstName', value: 'Emile' },
        { op: 'set', field: 'lastName', value: 'Berger' },
      ],
    });
  });

  it('B04 resolved with theirs shows theirs even before the record caught up', () => {
    const { draft, open } = refused();
    const next = resolve(draft, open, 5, new Map([['firstName', { take: 'theirs' }]]));
    expect(shownValue(next, 'firstName')).toBe('Emilio');
    expect(operations(next).map(targetOf)).toEqual(['lastName']);
    const caughtUp = receive(next, aRecord({ version: 5, firstName: 'Emilio' }), null).draft;
    expect(caughtUp.edits.has('firstName')).toBe(false);
  });

  it('B04 changed once more while the person decides is a question again', () => {
    const { draft, open } = refused();
    const next = resolve(draft, open, 5, new Map([['firstName', { take: 'value', value: 'Emile' }]]));
    const again = receive(next, aRecord({ version: 6, firstName: 'Emiliano' }), aChange(6, {})).draft;
    expect(divergence(again, 'firstName')?.theirs).toBe('Emiliano');
    expect(toSave(again)?.baseVersion).toBe(5);
  });

  it('B04 about a value already seen while typing is settled without asking', () => {
    const first = editField(openDraft(aRecord()), 'firstName', 'Emile');
    const second = live(live(first, { lastName: 'Berger' }).draft, { firstName: 'Emilio' }).draft;
    const typed = editField(second, 'lastName', 'Bergerac');
    const sent = toSave(typed);
    if (sent === null) throw new Error('nothing to save');
    expect(sent.baseVersion).toBe(3);
    const seen = aConflict({ field: 'lastName', base: 'Berg', mine: 'Bergerac', theirs: 'Berger' });
    const { draft, open } = conflicted(typed, sent, [aConflict(), seen], 5);
    expect(open.map((conflict) => conflict.field)).toEqual(['firstName']);
    expect(draft.edits.get('lastName')?.baseVersion).toBe(5);
  });

  it('B04 is worked out from the draft when the server has lost the base version', () => {
    const mine = editField(openDraft(aRecord()), 'firstName', 'Emile');
    const fresh = receive(mine, aRecord({ version: 90, firstName: 'Emilio' }), null).draft;
    expect(ownConflicts(fresh)).toEqual([
      {
        field: 'firstName',
        base: 'Emil',
        mine: 'Emile',
        theirs: 'Emilio',
        by: '',
        at: '2026-01-01T08:00:00Z',
      },
    ]);
  });
});
