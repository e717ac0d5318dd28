import type { z } from 'zod';
import { problemSchema } from '#contract/problems.ts';
import { ApiProblem, NoAnswer, StrangeAnswer } from './problem.ts';

/** The parts of an HTTP answer that decide what it means; fetch and XMLHttpRequest both give them. */
export interface RawAnswer {
  status: number;
  text: string;
}

/** What a status says when the body is not a problem document, for example a proxy's error page. */
function withoutProblem(status: number): Error {
  if (status === 502 || status === 503 || status === 504) return new NoAnswer(`status ${status}`);
  return new StrangeAnswer(`status ${status}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Turns an answer into the value the schema promises, or throws what went wrong. */
export function readAnswer<T>(answer: RawAnswer, schema: z.ZodType<T>): T {
  const body = answer.text === '' ? null : parseJson(answer.text);
  if (answer.status < 200 || answer.status > 299) {
    const problem = problemSchema.safeParse(body);
    throw problem.success ? new ApiProblem(problem.data) : withoutProblem(answer.status);
  }
  const value = schema.safeParse(body);
  if (!value.success) throw new StrangeAnswer(value.error.message);
  return value.data;
}
