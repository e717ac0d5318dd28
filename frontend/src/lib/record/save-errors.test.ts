import { describe, expect, it } from '@jest/globals';
import type { Problem } from '#contract/problems.ts';
import type { SaveUser } from '#contract/users.ts';
import { refusals, rowErrors } from './save-errors.ts';

const SENT: SaveUser = {
  baseVersion: 3,
  operations: [
    { op: 'set', field: 'title', value: 'Dr' },
    { op: 'remove', list: 'emails', id: 'e1' },
    { op: 'remove', list: 'identifiers', id: 'i1' },
  ],
};

function aProblem(errors: Problem['errors'], code: Problem['code'] = 'record.rules'): Problem {
  return { type: '', title: '', status: 422, code, errors };
}

describe('S087 refusals of a save', () => {
  it.each([
    ['title', 'title'],
    ['operations.0.value', 'title'],
    ['operations.1.row.address', 'emails:e1/address'],
    ['operations.1.row.lines.0', 'emails:e1/lines'],
    ['emails', 'emails'],
    ['emails.e1', 'emails:e1'],
    ['phones.p1.number', 'phones:p1/number'],
  ])('finds what %s is about', (path, target) => {
    expect([...refusals(aProblem([{ path, code: 'x' }]), SENT)]).toEqual([[target, 'x']]);
  });

  it('says nothing of what is not in the save', () => {
    expect(
      refusals(
        aProblem([
          { path: 'operations.9.value', code: 'x' },
          { path: 'strange', code: 'x' },
        ]),
        SENT,
      ).size,
    ).toBe(0);
  });

  it('S095 names the one identifier that can be taken', () => {
    const problem = aProblem([{ path: 'identifiers', code: 'user.identifier-taken' }], 'user.identifier-taken');
    expect([...refusals(problem, SENT)]).toEqual([['identifiers:i1/value', 'user.identifier-taken']]);
  });

  it('gives a row its own errors by field', () => {
    const errors = new Map([
      ['phones:p1', 'a'],
      ['phones:p1/number', 'b'],
      ['phones:p10', 'c'],
    ]);
    expect([...rowErrors(errors, 'phones:p1')]).toEqual([
      ['', 'a'],
      ['number', 'b'],
    ]);
  });
});
