import type { z } from 'zod';
import { newId } from '../ids.ts';
import { readAnswer } from './answer.ts';
import { isProblem, NoAnswer } from './problem.ts';

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface RequestOptions {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** One key a user action. A person who presses Save again after a failure repeats it by passing the same one. */
  key?: string | undefined;
  /** False where a repeat would count twice, as a wrong password does. */
  repeat?: boolean;
}

/** Waits before each repeat of a write that got no answer; the key makes the repeat harmless. */
const WRITE_RETRIES_MS = [400, 1500];

type SessionProblem = 'session.required' | 'session.password-change-required';

let sessionProblem: (code: SessionProblem) => void = () => undefined;

/** Told whenever an answer says that the session is gone, or good for nothing but a new password. */
export function onSessionProblem(handler: (code: SessionProblem) => void): void {
  sessionProblem = handler;
}

export function noticeSessionProblem(error: unknown): void {
  if (!isProblem(error)) return;
  const { code } = error;
  if (code === 'session.required' || code === 'session.password-change-required') sessionProblem(code);
}

export function toQueryString(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function send(method: string, url: string, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (options.key !== undefined) headers['idempotency-key'] = options.key;
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  try {
    return await fetch(url, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    throw new NoAnswer('no connection', { cause: error });
  }
}

async function once<T>(method: string, url: string, answer: z.ZodType<T>, options: RequestOptions): Promise<T> {
  const response = await send(method, url, options);
  return readAnswer({ status: response.status, text: await response.text() }, answer);
}

async function repeating<T>(work: () => Promise<T>, waits: readonly number[]): Promise<T> {
  for (const wait of waits) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      await pause(wait * (0.5 + Math.random()));
    }
  }
  return work();
}

/** One call of the API. Reads are tried once; writes repeat under one idempotency key when no answer came. */
export async function request<T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  answer: z.ZodType<T>,
  options: RequestOptions = {},
): Promise<T> {
  const url = `/api${path}${toQueryString(options.query ?? {})}`;
  const write = method !== 'GET';
  const keyed = write ? { ...options, key: options.key ?? newId() } : options;
  try {
    return await repeating(
      () => once(method, url, answer, keyed),
      write && options.repeat !== false ? WRITE_RETRIES_MS : [],
    );
  } catch (error) {
    noticeSessionProblem(error);
    throw error;
  }
}
