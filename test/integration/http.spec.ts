import { PROBLEMS } from '../../backend/src/contract/problems.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startTestPortal } from '../support/portal.js';

const EVIL = 'https://evil.example.org';

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());

/** A request exactly as given, with the cookie of somebody who is signed in. */
async function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Answer<Problem>> {
  const response = await fetch(portal.url + path, {
    method,
    headers: { cookie: ada.cookie, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Problem };
}

const USER = JSON.stringify({
  recordType: 'PUBLIC',
  primaryId: 'csrf',
  firstName: 'A',
  lastName: 'B',
  emails: [{ address: 'a@example.org', types: ['work'] }],
});

describe('requests that another site makes a browser send', () => {
  const json = { 'content-type': 'application/json' };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it.each([
    ['JSON from another origin', { ...json, origin: EVIL }, USER],
    ['a form from another origin', { ...form, origin: EVIL }, 'primaryId=csrf'],
    ['JSON sent as text from another origin', { 'content-type': 'text/plain', origin: EVIL }, USER],
    ['JSON from nowhere', json, USER],
    ['JSON from a file', { ...json, origin: 'null' }, USER],
    ['JSON from a subdomain', { ...json, origin: 'http://x.127.0.0.1' }, USER],
    ['JSON from another port', { ...json, origin: 'http://127.0.0.1:1' }, USER],
    ['another method by header', { ...json, origin: EVIL, 'x-http-method-override': 'GET' }, USER],
  ])('F47 %s is refused', async (_, headers, body) => {
    const { status, body: problem } = await send('POST', '/api/users', headers, body);
    expect([status, problem.code]).toEqual([403, 'session.origin-refused']);
    expect(await portal.query(`select 1 from users where primary_id = 'csrf'`)).toEqual([]);
  });

  it('F47 a sign-in that another site sends is refused, so that nobody works in a stranger session', async () => {
    const stranger = portal.client();
    const answer = await stranger.post('/api/session', { username: 'x', password: PASSWORD }, { origin: EVIL });
    expect(answer.status).toBe(403);
  });

  it('F47 a method in a header changes no method', async () => {
    const headers = { ...json, origin: portal.url, 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' };
    expect((await send('POST', '/api/session/password', headers, '{}')).status).toBe(400);
    expect((await ada.get('/api/session')).status).toBe(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'])(
    'F47 a body of type %s is no JSON, whatever it holds',
    async (type) => {
      const { status } = await send('POST', '/api/users', { 'content-type': type, origin: portal.url }, USER);
      expect([400, 415]).toContain(status);
      expect(await portal.query(`select 1 from users where primary_id = 'csrf'`)).toEqual([]);
    },
  );

  it('F47 with a public address only that origin may act', async () => {
    expect((await send('POST', '/api/users/rows', { ...json, origin: portal.url }, '{"ids":[]}')).status).toBe(200);
  });
});

describe('errors', () => {
  const own = (): Record<string, string> => ({ 'content-type': 'application/json', origin: portal.url });

  it.each([
    ['malformed JSON', 'POST', '/api/users', '{"a":', 400],
    ['a prototype in JSON', 'POST', '/api/users', '{"__proto__":{"x":1}}', 400],
    ['an empty body', 'POST', '/api/users', '', 400],
    ['a body of 2 MB', 'POST', '/api/users', `"${'x'.repeat(2_000_000)}"`, 413],
    ['an unknown route', 'POST', '/api/nothing', '{}', 404],
    ['an unknown method', 'PUT', '/api/users', '{}', 404],
    ['an id that is none', 'PATCH', '/api/users/..%2F..%2Fetc', '{}', 400],
  ])('F37 F51 %s is answered as a problem with its fixed status', async (_, method, path, body, status) => {
    const answer = await send(method, path, own(), body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json(;|$)/);
    expect(answer.body).toMatchObject({ status, type: `urn:rollcall:problem:${answer.body.code}` });
    expect(PROBLEMS[answer.body.code]).toBe(status);
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|at |\.ts/);
  });

  it('F37 a failure inside says nothing of the inside', async () => {
    await portal.query('alter table user_note rename to user_note_away');
    const answer = await send('GET', '/api/users', {});
    await portal.query('alter table user_note_away rename to user_note');
    expect([answer.status, answer.body]).toEqual([
      500,
      { type: 'urn:rollcall:problem:server.error', title: 'server.error', status: 500, code: 'server.error' },
    ]);
    expect((await ada.get('/api/users')).status).toBe(200);
  });

  it('F51 all wrong fields are named at once, by path and key of the catalogue', async () => {
    const { body } = await ada.post<Problem>('/api/users', {
      recordType: 'ROBOT',
      primaryId: '',
      emails: [{ address: 'x' }],
    });
    expect(body.errors?.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['recordType', 'primaryId', 'emails.0.address', 'emails.0.types']),
    );
    for (const { code } of body.errors ?? []) expect(code).toMatch(/^[a-z]+[.][a-z-]+$/);
  });
});

describe('headers', () => {
  it('F65 pages may load and run nothing but what is ours', async () => {
    const { headers } = await fetch(portal.url);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).toMatch(/script-src 'self'(;| 'sha256-)/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe|\*|http:/);
    expect(policy).toContain(`frame-ancestors 'none'`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it.each(['/api/session', '/api/users', '/%61pi/users', '/api/nothing'])(
    'F58 %s is kept in no cache',
    async (path) => {
      expect((await send('GET', path, {})).headers.get('cache-control')).toBe('no-store');
    },
  );

  it('S005 every page of the portal is the one page, and files that are missing are missing', async () => {
    const page = await fetch(`${portal.url}/users/88888888-8888-4888-8888-888888888888`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    for (const path of ['/_app/x.js', '/favicon.xyz', '/api']) {
      expect((await fetch(portal.url + path)).status).toBe(404);
    }
  });
});

describe('health', () => {
  it('F45 is answered to everybody, and names what is not ready', async () => {
    const health = async (): Promise<unknown> => {
      const answer = await fetch(`${portal.url}/api/health`);
      return [answer.status, await answer.json()];
    };
    expect(await health()).toEqual([200, { ready: true, failing: [], degraded: [] }]);
  });
});
