import { randomUUID } from 'node:crypto';
import type { Problem } from '../../backend/src/contract/problems.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { ApiClient, LiveSocket } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { follow, hear, send } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startTestPortal } from '../support/portal.js';
import { readRecord, saveFields } from '../support/records.js';

let portal: TestPortal;
let ada: ApiClient;
let clients: ApiClient[];

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
beforeEach(() => {
  clients = [];
});
afterEach(() => {
  for (const client of clients) client.close();
});
afterAll(() => portal.stop());

async function signIn(primaryId: string): Promise<ApiClient> {
  const client = portal.client();
  clients.push(client);
  await client.signIn(primaryId, PASSWORD);
  return client;
}

/** Somebody with a browser open: signed in, and listening to the live feed. */
async function listening(primaryId: string): Promise<{ client: ApiClient; socket: LiveSocket; reasons: unknown[] }> {
  const client = await signIn(primaryId);
  const socket = await client.connect();
  const reasons = hear(socket, 'session.ended');
  await follow(socket);
  return { client, socket, reasons };
}

function expectCut(socket: LiveSocket): Promise<void> {
  return eventually(() => {
    expect(socket.connected).toBe(false);
  });
}

describe('the session cookie', () => {
  it('F46 is new at every sign-in, whatever cookie was there before', async () => {
    await portal.addAccount('fixed');
    const client = portal.client();
    client.cookie = `rollcall_session=${'A'.repeat(43)}`;
    expect((await client.signIn('fixed', PASSWORD)).status).toBe(200);
    const first = client.cookie;
    expect(first).not.toContain('AAAA');
    await client.signIn('fixed', PASSWORD);
    expect(client.cookie).not.toBe(first);
    expect((await client.get('/api/session')).status).toBe(200);
  });

  it('F46 is kept from scripts and other sites, and the database knows only its hash', async () => {
    await portal.addAccount('flags');
    const { headers } = await portal.client().signIn('flags', PASSWORD);
    const cookie = headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^rollcall_session=[\w-]{43}; /);
    expect(cookie.split('; ').slice(1)).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'SameSite=Strict']));
    const token = cookie.slice('rollcall_session='.length, cookie.indexOf(';'));
    const rows = await portal.query<{ row: string }>('select session::text as row from session');
    expect(rows.filter(({ row }) => row.includes(token))).toEqual([]);
  });
});

describe('a session that is over', () => {
  async function moved(primaryId: string, change: string): Promise<ApiClient> {
    const id = await portal.addAccount(primaryId);
    const client = await signIn(primaryId);
    expect((await client.get('/api/session')).status).toBe(200);
    await portal.query(`update session set ${change} where user_id = $1`, [id]);
    return client;
  }

  function expectRefused(client: ApiClient): Promise<void> {
    return eventually(async () => {
      const { status, body } = await client.get<Problem>('/api/session');
      expect([status, body.code]).toEqual([401, 'session.required']);
      await expect(client.connect()).rejects.toThrow('session.required');
    });
  }

  it('F27 is refused over HTTP and at the handshake once it has expired', async () => {
    await expectRefused(await moved('expired', `expires_at = clock_timestamp() - interval '1 second'`));
  });

  it('F27 is refused over HTTP and at the handshake once nobody has used it for two hours', async () => {
    await expectRefused(await moved('idle', `seen_at = clock_timestamp() - interval '2 hours 1 second'`));
  });

  it('F27 nobody gets past the handshake without a session, with a made-up one or without naming the tab', async () => {
    const stranger = portal.client();
    await expect(stranger.connect()).rejects.toThrow('session.required');
    stranger.cookie = `rollcall_session=${'B'.repeat(43)}`;
    await expect(stranger.connect()).rejects.toThrow('session.required');
    await expect(ada.connect('no uuid')).rejects.toThrow('request.invalid');
  });

  it('F46 signing out ends the session for good, its cookie included', async () => {
    await portal.addAccount('out');
    const client = await signIn('out');
    const { cookie } = client;
    expect((await client.request('DELETE', '/api/session')).status).toBe(204);
    client.cookie = cookie;
    expect((await client.get('/api/session')).status).toBe(401);
  });
});

describe('sockets end with what they rest on', () => {
  it('F29 signing out in one tab cuts the sockets of that session and leaves the other browser alone', async () => {
    await portal.addAccount('f29-out');
    const one = await listening('f29-out');
    const other = await listening('f29-out');
    await one.client.request('DELETE', '/api/session');
    await expectCut(one.socket);
    expect(one.reasons).toEqual([{ reason: 'revoked' }]);
    expect(other.socket.connected).toBe(true);
  });

  it('F29 deactivating somebody cuts their sockets and ends their session', async () => {
    const id = await portal.addAccount('f29-inactive');
    const { client, socket, reasons } = await listening('f29-inactive');
    const changes = hear(socket, 'changes');
    await saveFields(ada, await readRecord(ada, id), { status: 'INACTIVE' });
    await expectCut(socket);
    expect(reasons).toEqual([{ reason: 'revoked' }]);
    expect((await client.get('/api/session')).status).toBe(401);
    const heard = changes.length;
    await ada.addUser();
    expect(changes).toHaveLength(heard);
  });

  it('F29 a role that is taken away cuts the socket, and the next one may no longer ask', async () => {
    const id = await portal.addAccount('f29-role');
    const { client, socket, reasons } = await listening('f29-role');
    await portal.query('delete from user_role where user_id = $1', [id]);
    await expectCut(socket);
    expect(reasons).toEqual([{ reason: 'rights-changed' }]);
    const again = await client.connect();
    expect(await send(again, 'changes.resume', { since: null })).toMatchObject({
      ok: false,
      problem: { code: 'permission.denied' },
    });
    expect((await client.get('/api/users')).status).toBe(403);
  });

  it('F29 a role that runs out counts no more', async () => {
    const id = await portal.addAccount('f29-expired-role');
    const { socket } = await listening('f29-expired-role');
    await portal.query('update user_role set expiry_date = current_date - 1 where user_id = $1', [id]);
    await expectCut(socket);
  });

  it('F29 an account that expires or is deleted is out', async () => {
    const expired = await portal.addAccount('f29-expired');
    const deleted = await portal.addAccount('f29-deleted');
    const sockets = [(await listening('f29-expired')).socket, (await listening('f29-deleted')).socket];
    await portal.query('update users set version = version + 1, expiry_date = current_date - 1 where id = $1', [
      expired,
    ]);
    await portal.query('delete from users where id = $1', [deleted]);
    for (const socket of sockets) await expectCut(socket);
  });

  it('F29 a new password ends all other sessions of that person, and only those', async () => {
    await portal.addAccount('f29-password');
    const here = await listening('f29-password');
    const elsewhere = await listening('f29-password');
    const body = { currentPassword: PASSWORD, newPassword: 'something else entirely' };
    expect((await here.client.post('/api/session/password', body)).status).toBe(200);
    await expectCut(elsewhere.socket);
    expect((await elsewhere.client.get('/api/session')).status).toBe(401);
    expect((await here.client.get('/api/session')).status).toBe(200);
    expect(here.socket.connected).toBe(true);
  });
});

describe('a password that must be changed', () => {
  it('S030 lets its owner do nothing but change it', async () => {
    const id = await portal.addAccount('must-change', [ROLE.userAdministrator]);
    await portal.query('update credential set must_change = true where user_id = $1', [id]);
    const client = await signIn('must-change');
    expect((await client.get('/api/session')).body).toMatchObject({ mustChangePassword: true, permissions: [] });
    const refused = await client.get<Problem>('/api/users');
    expect([refused.status, refused.body.code]).toEqual([403, 'session.password-change-required']);
    const socket = await client.connect(randomUUID());
    expect(await send(socket, 'records.watch', { recordIds: [] })).toMatchObject({
      problem: { code: 'session.password-change-required' },
    });
    const body = { currentPassword: PASSWORD, newPassword: 'a password of my own' };
    const changed = await client.post('/api/session/password', body);
    expect(changed.body).toMatchObject({
      mustChangePassword: false,
      permissions: expect.arrayContaining(['users.write']),
    });
    expect((await client.get('/api/users')).status).toBe(200);
  });
});

// Last, because passport keeps its strategies in one place for the whole process: the portal started last signs in.
describe('behind https', () => {
  it('F46 travels over TLS only where the portal is reached by https', async () => {
    const secure = await startTestPortal({ PUBLIC_URL: 'https://people.example.org' });
    await secure.addAccount('tls');
    const headers = { origin: 'https://people.example.org' };
    const answer = await secure.client().post('/api/session', { username: 'tls', password: PASSWORD }, headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toContain('; Secure');
    await secure.stop();
  });
});
