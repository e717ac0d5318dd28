import { setTimeout as wait } from 'node:timers/promises';
import { ProblemError } from '../platform/http/problem.js';

/** Longer than any of the ways a sign-in is refused takes on a quiet machine. */
export const REFUSED_AFTER_MS = 200;

/** Is it the one answer of every sign-in that is refused for its name or password? */
export function isRefusal(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === 'session.sign-in-refused';
}

/**
 * Says no to a sign-in at one time, whichever way it was refused (F14): the work is the same, but a wrong password is also counted,
 * and what a commit costs would tell that the name exists. Right passwords and failures of the portal are not held back.
 */
export async function refuseInTime<T>(work: () => Promise<T>): Promise<T> {
  const time = wait(REFUSED_AFTER_MS, undefined, { ref: false });
  try {
    return await work();
  } catch (error) {
    if (isRefusal(error)) await time;
    throw error;
  }
}
