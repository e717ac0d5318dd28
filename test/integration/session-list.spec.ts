import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { HistoryPage } from '../../backend/src/contract/changes.js';
import { ROLE, type RoleCode } from '../../backend/src/contract/permissions.js';
import type { SessionList } from '../../backend/src/contract/session-list.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { type Answer, ApiClient, type LiveSocket } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { hear } from '../support/live.js';
import { PASSWORD, startSecondNode, startTestPortal, type TestPortal } from '../support/portal.js';
import { readRecord, saveFields } from '../support/records.js';
import { removing, save, type Saved } from '../support/rows.js';
import { saveSetting } from '../support/settings.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.2 Mobile/15E148 Safari/604.1';

let one: TestPortal;
let two: TestPortal;
let ada: ApiClient;
let clients: ApiClient[];

beforeAll(async () => {
  one = await startTestPortal();
  ada = await one.signedIn();
  two = await startSecondNode(one);
});
beforeEach(() => {
  clients = [];
});
afterEach(() => {
  for (const client of clients) client.close();
});
afterAll(async () => {
  await two.stop();
  await one.stop();
});

async function signIn(primaryId: string, userAgent = FIREFOX): Promise<ApiClient> {
  const client = one.client();
  clients.push(client);
  const headers = { 'user-agent': userAgent };
  expect((await client.post('/api/session', { username: primaryId, password: PASSWORD }, headers)).status).toBe(200);
  return client;
}

function at(node: TestPortal, client: ApiClient): ApiClient {
  const other = new ApiClient(node.url);
  other.cookie = client.cookie;
  clients.push(other);
  return other;
}

async function sessionsOf(client: ApiClient, path = '/api/me/sessions'): Promise<SessionList['sessions']> {
  const { status, body } = await client.get<SessionList>(path);
  expect(status).toBe(200);
  return body.sessions;
}

/** Waits for the cut and says how long it took, in milliseconds. */
async function cutAfter(begin: number, socket: LiveSocket): Promise<number> {
  await eventually(() => {
    expect(socket.connected).toBe(false);
  });
  return performance.now() - begin;
}

describe('one’s own sessions', () => {
  it('B22 are listed with browser, system, device, address, beginning and last use, and which one asks', async () => {
    await one.addAccount('mine');
    await signIn('mine', IPHONE);
    const here = await signIn('mine');
    const sessions = await sessionsOf(here);
    expect(sessions).toHaveLength(2);
    expect(sessions.find(({ current }) => current)).toMatchObject({
      browser: 'Firefox 140',
      system: 'Linux',
      device: 'desktop',
      ip: '127.0.0.1',
      beganAt: expect.any(String),
      usedAt: expect.any(String),
    });
    expect(sessions.find(({ current }) => !current)).toMatchObject({ browser: 'Safari 18', device: 'mobile' });
  });

  it('B22 say that a browser is unknown when it says nothing of use', async () => {
    await one.addAccount('odd');
    const client = await signIn('odd', '<script>');
    expect(await sessionsOf(client)).toMatchObject([{ browser: null, system: null, device: null }]);
  });

  it('B22 F29 end one by one, or all others, with their sockets at both nodes', async () => {
    await one.addAccount('ends');
    const [here, first, second] = [await signIn('ends'), await signIn('ends'), await signIn('ends')];
    const sockets = [await at(two, first).connect(), await at(two, second).connect()] as const;
    const [{ id } = { id: '' }] = (await sessionsOf(first)).filter(({ current }) => current);
    let begin = performance.now();
    expect((await here.request('DELETE', `/api/me/sessions/${id}`)).status).toBe(204);
    expect(await cutAfter(begin, sockets[0])).toBeLessThan(1000);
    expect(sockets[1].connected).toBe(true);
    begin = performance.now();
    expect((await here.request('DELETE', '/api/me/sessions')).status).toBe(204);
    expect(await cutAfter(begin, sockets[1])).toBeLessThan(1000);
    expect(await sessionsOf(here)).toHaveLength(1);
    for (const gone of [first, second]) expect((await gone.get('/api/session')).status).toBe(401);
  });

  it('F48 nobody ends the session of somebody else as if it were their own', async () => {
    await one.addAccount('victim');
    const victim = await signIn('victim');
    const [{ id } = { id: '' }] = await sessionsOf(victim);
    await one.addAccount('stranger', []);
    const stranger = await signIn('stranger');
    expect((await stranger.request('DELETE', `/api/me/sessions/${id}`)).status).toBe(404);
    expect((await victim.get('/api/session')).status).toBe(200);
  });
});

describe('the sessions of a user', () => {
  async function someone(primaryId: string, roles: readonly RoleCode[] = []): Promise<[string, ApiClient, string]> {
    const id = await one.addAccount(primaryId, roles);
    const client = await signIn(primaryId);
    const [{ id: session } = { id: '' }] = await sessionsOf(client);
    return [id, client, session];
  }

  it('B22 F29 F30 are ended by an administrator, with every socket at both nodes in under a second', async () => {
    const [id, client] = await someone('f29-ended');
    const sockets = [await client.connect(), await at(two, client).connect()];
    const reasons = sockets.map((socket) => hear(socket, 'session.ended'));
    const begin = performance.now();
    expect((await ada.request('DELETE', `/api/users/${id}/sessions`)).status).toBe(204);
    for (const socket of sockets) expect(await cutAfter(begin, socket)).toBeLessThan(1000);
    expect(reasons).toEqual([[{ reason: 'revoked' }], [{ reason: 'revoked' }]]);
    await expect(at(two, client).connect()).rejects.toThrow('session.required');
    expect(sockets.filter(({ recovered }) => recovered)).toEqual([]);
    const { body } = await ada.get<HistoryPage>(`/api/users/${id}/history`);
    expect(body.entries[0]).toMatchObject({ action: 'sessions-ended', source: 'UI' });
  });

  it('B22 are listed for an administrator, and one can be ended alone', async () => {
    const [id, client, session] = await someone('one-of-two');
    const other = await signIn('one-of-two');
    expect(await sessionsOf(ada, `/api/users/${id}/sessions`)).toHaveLength(2);
    expect((await ada.request('DELETE', `/api/users/${id}/sessions/${session}`)).status).toBe(204);
    expect((await client.get('/api/session')).status).toBe(401);
    expect((await other.get('/api/session')).status).toBe(200);
    expect((await ada.request('DELETE', `/api/users/${id}/sessions/${session}`)).status).toBe(404);
  });

  it('F49 a session of another user is not there', async () => {
    const [id] = await someone('nested');
    const [, client, session] = await someone('nested-other');
    expect((await ada.request('DELETE', `/api/users/${id}/sessions/${session}`)).status).toBe(404);
    expect((await client.get('/api/session')).status).toBe(200);
  });

  it('F52 are not ended by somebody who may do less', async () => {
    const [id, client] = await someone('outranks', [ROLE.userAdministrator]);
    const manager = await one.signedIn([ROLE.userManager]);
    expect((await manager.request('DELETE', `/api/users/${id}/sessions`)).status).toBe(403);
    expect((await client.get('/api/session')).status).toBe(200);
  });
});

describe('what ends a session', () => {
  const removeRole = (record: UserRecord): Promise<Saved> =>
    save(ada, record, removing('roles', record.roles[0]?.id ?? ''));
  const changePassword = (_: UserRecord, own: ApiClient): Promise<Answer<unknown>> =>
    own.post('/api/session/password', { currentPassword: PASSWORD, newPassword: 'something else entirely' });
  it.each<[string, (record: UserRecord, own: ApiClient) => Promise<Answer<unknown>>]>([
    ['deactivated', (record) => saveFields(ada, record, { status: 'INACTIVE' })],
    ['deleted', ({ id, version }) => ada.request('DELETE', `/api/users/${id}?version=${String(version)}`)],
    ['without a role', removeRole],
    ['with a new password', changePassword],
    ['signed out elsewhere', (_, own) => own.request('DELETE', '/api/me/sessions')],
  ])('F29 %s: gone at both nodes in under a second', async (what, act) => {
    const name = `gone-${String(what.length)}`;
    const id = await one.addAccount(name, [ROLE.userManager]);
    const [client, elsewhere] = [await signIn(name), await signIn(name)];
    const sockets = [await elsewhere.connect(), await at(two, elsewhere).connect()];
    const record = await readRecord(ada, id);
    const begin = performance.now();
    expect((await act(record, client)).status).toBeLessThan(300);
    for (const socket of sockets) expect(await cutAfter(begin, socket)).toBeLessThan(1000);
  });

  it('F29 a role taken away past the API is found by looking, once a second', async () => {
    const id = await one.addAccount('gone-unheard', [ROLE.userManager]);
    const socket = await (await signIn('gone-unheard')).connect();
    const begin = performance.now();
    await one.query('delete from user_role where user_id = $1', [id]);
    expect(await cutAfter(begin, socket)).toBeLessThan(2000);
  });

  it('F57 F29 who was deactivated does not come back with an old session when activated again', async () => {
    const id = await one.addAccount('again');
    const client = await signIn('again');
    await saveFields(ada, await readRecord(ada, id), { status: 'INACTIVE' });
    await saveFields(ada, await readRecord(ada, id), { status: 'ACTIVE' });
    await eventually(async () => {
      expect((await client.get('/api/session')).status).toBe(401);
    });
  });

  it('F27 a limit that is lowered counts for sessions that began before, without a restart', async () => {
    const id = await one.addAccount('limits');
    const client = await signIn('limits');
    const socket = await client.connect();
    await one.query(`update session set seen_at = clock_timestamp() - interval '20 minutes' where user_id = $1`, [id]);
    await saveSetting(ada, 'session_idle_minutes', 15);
    // A socket that is open is no use: it went without a request.
    await cutAfter(0, socket);
    expect((await client.get('/api/session')).status).toBe(401);
    await saveSetting(ada, 'session_idle_minutes', 120);
    const long = await signIn('limits');
    await one.query(`update session set created_at = created_at - interval '2 hours' where user_id = $1`, [id]);
    await saveSetting(ada, 'session_hours', 1);
    await eventually(async () => {
      expect((await long.get('/api/session')).status).toBe(401);
    });
    await saveSetting(ada, 'session_hours', 12);
  });

  it.each([
    ['session_idle_minutes', 4, 'number.not-an-idle-time'],
    ['session_hours', 0, 'number.not-a-session-life'],
    ['api_key_requests_per_minute', 1.5, 'number.not-a-request-rate'],
  ] as const)('S124 %s of %s is refused', async (name, value, code) => {
    const { status, body } = await saveSetting(ada, name, value);
    expect([status, JSON.stringify(body)]).toEqual([422, expect.stringContaining(code)]);
  });
});

describe('pages that show sessions', () => {
  it('B22 are told at both nodes that one began or ended, and nothing else', async () => {
    await one.addAccount('news');
    const sockets = [await at(one, ada).connect(), await at(two, ada).connect()];
    const heard = sockets.map((socket) => hear(socket, 'sessions'));
    const client = await signIn('news');
    await eventually(() => {
      expect(heard.map((news) => news.length > 0)).toEqual([true, true]);
    });
    const before = heard.map(({ length }) => length);
    await client.request('DELETE', '/api/session');
    await eventually(() => {
      for (const [index, news] of heard.entries()) expect(news.length).toBeGreaterThan(before[index] ?? 0);
    });
    expect(heard.flat().every((message) => Object.keys(message).length === 0)).toBe(true);
  });
});
