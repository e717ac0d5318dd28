import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { isProblem, NoAnswer } from './problem.ts';
import { onSessionProblem, request, toQueryString } from './request.ts';

type Fetch = typeof globalThis.fetch;

const answer = z.object({ ok: z.literal(true) });
const fine = () => Promise.resolve(new Response('{"ok":true}'));
const down = () => Promise.reject(new TypeError('Failed to fetch'));

function refused(code: string, status: number) {
  const problem = { type: 'about:blank', title: code, status, code };
  return () => Promise.resolve(new Response(JSON.stringify(problem), { status }));
}

describe('request', () => {
  const server = jest.fn<Fetch>();
  const real = globalThis.fetch;

  beforeEach(() => {
    server.mockReset();
    globalThis.fetch = server;
    jest.useFakeTimers();
  });
  afterEach(() => {
    globalThis.fetch = real;
    jest.useRealTimers();
  });

  function keys(): (string | null)[] {
    return server.mock.calls.map(([, init]) => new Headers(init?.headers).get('idempotency-key'));
  }

  it('repeats a write that got no answer under the same key', async () => {
    server.mockImplementationOnce(down).mockImplementationOnce(down).mockImplementation(fine);
    const sent = request('POST', '/users', answer, { body: {} });
    await jest.advanceTimersByTimeAsync(10_000);
    await expect(sent).resolves.toEqual({ ok: true });
    expect(server).toHaveBeenCalledTimes(3);
    expect(new Set(keys()).size).toBe(1);
    expect(keys()[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('takes the key of the caller, who repeats one action', async () => {
    server.mockImplementation(fine);
    await request('PATCH', '/users/1', answer, { body: {}, key: 'mine' });
    expect(keys()).toEqual(['mine']);
  });

  it('repeats neither reads, nor what must not count twice, nor refusals', async () => {
    server.mockImplementation(down);
    await expect(request('GET', '/users', answer)).rejects.toBeInstanceOf(NoAnswer);
    await expect(request('POST', '/session', answer, { body: {}, repeat: false })).rejects.toBeInstanceOf(NoAnswer);
    server.mockImplementation(refused('record.locked', 423));
    await expect(request('PATCH', '/users/1', answer, { body: {} })).rejects.toMatchObject({ code: 'record.locked' });
    expect(server).toHaveBeenCalledTimes(3);
  });

  it('tells when the session is gone, and not when a sign-in was refused', async () => {
    const told: string[] = [];
    onSessionProblem((code) => told.push(code));
    server.mockImplementation(refused('session.sign-in-refused', 401));
    const error: unknown = await request('POST', '/session', answer, { repeat: false }).catch(
      (cause: unknown) => cause,
    );
    expect(isProblem(error, 'session.sign-in-refused')).toBe(true);
    server.mockImplementation(refused('session.required', 401));
    await expect(request('GET', '/users', answer)).rejects.toThrow();
    expect(told).toEqual(['session.required']);
  });
});

describe('toQueryString', () => {
  it('leaves out what is not set', () => {
    expect(toQueryString({ q: 'Müller & Co', role: undefined, next: null, by: '', limit: 25 })).toBe(
      '?q=M%C3%BCller+%26+Co&limit=25',
    );
    expect(toQueryString({})).toBe('');
  });
});
