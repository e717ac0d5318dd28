import type { ProblemCode } from '#contract/problems.ts';
import { ApiProblem, isProblem, NoAnswer, StrangeAnswer } from '../api/problem.ts';
import { m } from '../paraglide/messages.js';

export function problemText(code: ProblemCode): string {
  return m[`problem.${code}`]();
}

/** What went wrong, in words a person can act on. */
export function errorText(error: unknown): string {
  if (error instanceof ApiProblem) return problemText(error.code);
  if (error instanceof NoAnswer) return m['error.no-answer']();
  if (error instanceof StrangeAnswer) return m['error.strange-answer']();
  return m['error.unexpected']();
}

export type FailureKind = 'forbidden' | 'missing' | 'failed';

/** Which of the states of an empty page an error is. */
export function failureKind(error: unknown): FailureKind {
  if (isProblem(error, 'permission.denied')) return 'forbidden';
  if (isProblem(error, 'resource.not-found')) return 'missing';
  return 'failed';
}
