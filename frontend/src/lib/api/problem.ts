import type { FieldConflict, FieldError, Problem, ProblemCode } from '#contract/problems.ts';

/** The portal answered with a problem of the closed list. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.code} ${problem.title}`);
    this.problem = problem;
  }

  get code(): ProblemCode {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }

  get fields(): FieldError[] {
    return this.problem.errors ?? [];
  }

  get conflicts(): FieldConflict[] {
    return this.problem.conflicts ?? [];
  }
}

/** No answer came: the network is down or the portal is. Whether a write was done is not known. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** An answer came that is not what the contract says, most often because page and portal differ in version. */
export class StrangeAnswer extends Error {
  override readonly name = 'StrangeAnswer';
}

export function isProblem(error: unknown, code?: ProblemCode): error is ApiProblem {
  return error instanceof ApiProblem && (code === undefined || error.code === code);
}

export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
