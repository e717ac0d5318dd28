import { eachLetter } from '../contract/letters.js';
import type { FieldName, FieldValue, SetField, SettableField } from '../contract/users.js';
import { FIELD_NAMES } from '../contract/users.js';
import type { LoggedChange } from './merge.js';
import { findConflicts, foreignChanges } from './merge.js';

type Values = Partial<Record<FieldName, FieldValue>>;

function record(values: Values): Record<SettableField, FieldValue> {
  return {
    ...(Object.fromEntries(FIELD_NAMES.map((field) => [field, null])) as Record<FieldName, FieldValue>),
    accountType: 'INTERNAL',
    pin: null,
    ...eachLetter('IN'),
    ...values,
  };
}

function set(values: Values): SetField[] {
  return Object.entries(values).map(([field, value]) => ({ op: 'set', field: field as FieldName, value }));
}

/** One save by somebody else: field, value before, value after. */
function by(who: string, ...fields: [FieldName, FieldValue, FieldValue][]): LoggedChange {
  return { by: who, at: `at ${who}`, fields: fields.map(([field, before, after]) => ({ field, before, after })) };
}

function conflicts(mine: Values, now: Values, ...log: LoggedChange[]): string[] {
  const found = findConflicts(set(mine), record(now), foreignChanges(log));
  return found.map((c) => `${c.field}: ${String(c.base)} / ${String(c.mine)} / ${String(c.theirs)} by ${c.by}`);
}

describe('foreignChanges', () => {
  it('B04 keeps the value at the base and the last who changed it', () => {
    const log = [by('ada', ['title', 'A', 'B']), by('grace', ['title', 'B', 'C'], ['gender', null, 'NONE'])];
    expect([...foreignChanges(log).values()]).toEqual([
      { field: 'title', base: 'A', by: 'grace', at: 'at grace' },
      { field: 'gender', base: null, by: 'grace', at: 'at grace' },
    ]);
  });
});

describe('findConflicts', () => {
  it('B04 F38 different fields do not conflict', () => {
    expect(conflicts({ title: 'X' }, { userGroup: 'G' }, by('ada', ['userGroup', null, 'G']))).toEqual([]);
  });

  it('B04 F39 the same field with another value does, with base, mine and theirs', () => {
    expect(conflicts({ title: 'X' }, { title: 'B' }, by('ada', ['title', 'A', 'B']))).toEqual([
      'title: A / X / B by ada',
    ]);
  });

  it('B04 emptying a field another has filled conflicts, and so does filling one another has emptied', () => {
    expect(conflicts({ title: null }, { title: 'B' }, by('ada', ['title', 'A', 'B']))).toEqual([
      'title: A / null / B by ada',
    ]);
    expect(conflicts({ title: 'X' }, { title: null }, by('ada', ['title', 'A', null]))).toEqual([
      'title: A / X / null by ada',
    ]);
  });

  it('B04 the same value is no conflict, and neither is a field that was changed back', () => {
    expect(conflicts({ title: 'B' }, { title: 'B' }, by('ada', ['title', 'A', 'B']))).toEqual([]);
    const back = [by('ada', ['title', 'A', 'B']), by('ada', ['title', 'B', 'A'])];
    expect(conflicts({ title: 'X' }, { title: 'A' }, ...back)).toEqual([]);
  });

  it('B04 bound fields move together: a change to one is a change to both', () => {
    const log = by('ada', ['purgeDate', '2031-01-01', '2032-01-01']);
    const now = { expiryDate: '2030-01-01', purgeDate: '2032-01-01' };
    expect(conflicts({ expiryDate: '2030-06-01' }, now, log)).toEqual([
      'purgeDate: 2031-01-01 / 2031-01-01 / 2032-01-01 by ada',
    ]);
    expect(conflicts({ title: 'X' }, now, log)).toEqual([]);
  });

  it('B04 without foreign changes there is nothing to conflict with', () => {
    expect(conflicts({ title: 'X', expiryDate: '2030-06-01' }, { title: 'A' })).toEqual([]);
  });
});
