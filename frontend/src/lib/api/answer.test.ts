import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readAnswer } from './answer.ts';
import { ApiProblem, NoAnswer, StrangeAnswer } from './problem.ts';

const schema = z.object({ name: z.string() });

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}

describe('readAnswer', () => {
  it('gives the value that the schema promises', () => {
    expect(readAnswer({ status: 200, text: '{"name":"Ada"}' }, schema)).toEqual({ name: 'Ada' });
    expect(readAnswer({ status: 204, text: '' }, z.null())).toBeNull();
  });

  it('throws a problem document as a typed problem', () => {
    const problem = { type: 'about:blank', title: 'Conflict', status: 409, code: 'record.conflict', version: 7 };
    const error = thrownBy(() => readAnswer({ status: 409, text: JSON.stringify(problem) }, schema));
    expect(error).toBeInstanceOf(ApiProblem);
    expect(error).toMatchObject({ code: 'record.conflict', status: 409, conflicts: [] });
  });

  it("takes a proxy's error page for no answer, and what nobody agreed on for a strange one", () => {
    expect(thrownBy(() => readAnswer({ status: 502, text: '<html>' }, schema))).toBeInstanceOf(NoAnswer);
    expect(thrownBy(() => readAnswer({ status: 500, text: '<html>' }, schema))).toBeInstanceOf(StrangeAnswer);
    expect(thrownBy(() => readAnswer({ status: 200, text: '{"name":1}' }, schema))).toBeInstanceOf(StrangeAnswer);
    expect(thrownBy(() => readAnswer({ status: 200, text: '<html>' }, schema))).toBeInstanceOf(StrangeAnswer);
  });
});
