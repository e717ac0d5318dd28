import type { FieldError, Problem, ProblemCode } from '../../contract/problems.js';
import { PROBLEMS } from '../../contract/problems.js';

type Extras = Omit<Problem, 'type' | 'title' | 'status' | 'code'>;

/** An answer that is not a success. Services throw it; the filters send it as problem+json or as a socket answer. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(code: ProblemCode, extras: Extras = {}, options?: ErrorOptions) {
    super(code, options);
    this.name = 'ProblemError';
    this.problem = {
      type: `urn:rollcall:problem:${code}`,
      title: code,
      status: PROBLEMS[code],
      code,
      ...extras,
    };
  }
}

/** One refused field, said with the problem that fits a body that parsed but breaks a rule. */
export function ruleProblem(errors: FieldError[], options?: ErrorOptions): ProblemError {
  return new ProblemError('record.rules', { errors }, options);
}
