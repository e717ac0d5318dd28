import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKey, ApiKeyList, MadeKey } from '../../backend/src/contract/api-keys.js';
import type { HistoryPage } from '../../backend/src/contract/changes.js';
import type { Permission } from '../../backend/src/contract/permissions.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import { ApiClient, type Answer } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { PASSWORD, startSecondNode, startTestPortal, type TestPortal } from '../support/portal.js';
import { readRecord, saveFields } from '../support/records.js';
import { columnsWith } from '../support/scan.js';
import { saveSetting } from '../support/settings.js';

let portal: TestPortal;
let two: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  two = await startSecondNode(portal);
  ada = await portal.signedIn();
});
afterAll(async () => {
  await two.stop();
  await portal.stop();
});

interface Given {
  name?: string;
  permissions?: readonly Permission[];
  expiresOn?: string | null;
}

function make(client: ApiClient, given: Given = {}): Promise<Answer<MadeKey & Problem>> {
  return client.post('/api/api-keys', { name: 'Machine', permissions: ['users.read'], expiresOn: null, ...given });
}

async function secretOf(client: ApiClient, given: Given = {}): Promise<string> {
  const { status, body } = await make(client, given);
  expect(status).toBe(201);
  return body.secret;
}

/** A machine: no cookie, no origin, nothing but its key. */
async function ask(secret: string, path = '/api/users', init: RequestInit = {}, url = portal.url): Promise<Response> {
  const headers = { authorization: `Bearer ${secret}`, ...(init.headers as Record<string, string> | undefined) };
  return fetch(url + path, { ...init, headers });
}

async function keysOf(client: ApiClient): Promise<ApiKey[]> {
  return (await client.get<ApiKeyList>('/api/api-keys')).body.keys;
}

describe('a key', () => {
  it('is shown once, and the database keeps its hash alone', async () => {
    const secret = await secretOf(ada, { name: 'Once' });
    expect(secret).toMatch(/^rk_[\w-]{43}$/u);
    expect(await columnsWith(portal, secret)).toEqual([]);
    expect(JSON.stringify(await keysOf(ada))).not.toContain(secret.slice(3));
  });

  it('F47 does what it was given and nothing else, without cookie and origin', async () => {
    const secret = await secretOf(ada, { permissions: ['users.read', 'users.write'] });
    expect((await ask(secret)).status).toBe(200);
    const { id } = await ada.addUser();
    const save = { baseVersion: 1, operations: [] };
    const saved = await ask(secret, `/api/users/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(save),
    });
    expect([401, 403]).not.toContain(saved.status);
    expect((await ask(secret, '/api/dashboard')).status).toBe(403);
  });

  it('is no person: it has no page, no session and no password of its own', async () => {
    const secret = await secretOf(ada);
    for (const path of ['/api/session', '/api/me', '/api/me/sessions']) {
      expect([path, (await ask(secret, path)).status]).toEqual([path, 403]);
    }
  });

  it('F27 opens no socket', async () => {
    const machine = new ApiClient(portal.url);
    machine.cookie = `rollcall_session=${(await secretOf(ada)).slice(3)}`;
    await expect(machine.connect()).rejects.toThrow('session.required');
  });

  it('is named in the history as who did it, with the API as source', async () => {
    const secret = await secretOf(ada, { name: 'Badge printer', permissions: ['users.read', 'users.write'] });
    const created = await ask(secret, '/api/users', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        recordType: 'PUBLIC',
        primaryId: 'by-a-key',
        firstName: 'A',
        lastName: 'B',
        emails: [{ address: 'a@example.org', types: ['work'], preferred: true }],
      }),
    });
    expect(created.status).toBe(201);
    const { id } = (await created.json()) as { id: string };
    const { body } = await ada.get<HistoryPage>(`/api/users/${id}/history`);
    expect(body.entries).toMatchObject([{ actor: 'Badge printer', source: 'API', action: 'created' }]);
  });

  it('says when and from where it was used last, to the minute', async () => {
    const secret = await secretOf(ada, { name: 'Used' });
    const before = (await keysOf(ada)).find(({ name }) => name === 'Used');
    expect(before).toMatchObject({ usedAt: null, usedFrom: null });
    await ask(secret);
    const used = (await keysOf(ada)).find(({ name }) => name === 'Used');
    expect(used).toMatchObject({ usedAt: expect.any(String), usedFrom: '127.0.0.1' });
    await ask(secret);
    expect((await keysOf(ada)).find(({ name }) => name === 'Used')?.usedAt).toBe(used?.usedAt);
  });
});

describe('a request with a key', () => {
  it.each(['rk_', `rk_${'A'.repeat(43)}`, 'nonsense', "rk_' or 1=1"])('F27 %s is nobody', async (secret) => {
    const answer = await ask(secret);
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([401, 'session.required']);
  });

  it('F47 may not have a session too, for whose rights would count?', async () => {
    const secret = await secretOf(ada);
    const both = await ask(secret, '/api/users', { headers: { cookie: ada.cookie } });
    expect([both.status, await both.json()]).toMatchObject([
      400,
      { code: 'request.invalid', errors: [{ path: 'Authorization', code: 'key.with-session' }] },
    ]);
    const other = await ask(secret, '/api/users', { headers: { cookie: 'balancer=1' } });
    expect(other.status).toBe(200);
  });

  it('F47 that comes from a page of a stranger is refused all the same', async () => {
    const secret = await secretOf(ada, { permissions: ['users.write'] });
    const headers = { origin: 'https://evil.example.org', 'content-type': 'application/json' };
    expect((await ask(secret, '/api/users', { method: 'POST', headers, body: '{}' })).status).toBe(403);
  });

  it('falls back on no session when the key is wrong', async () => {
    const answer = await ask('rk_wrong', '/api/users', { headers: { cookie: 'rollcall_session=x' } });
    expect(answer.status).toBe(401);
  });
});

describe('who makes a key', () => {
  it('F52 gives it no permission they lack, and none can make keys', async () => {
    const general = await portal.signedIn([ROLE.generalSystemAdministrator]);
    const beyond = await make(general, { permissions: ['settings.read', 'users.read'] });
    expect([beyond.status, beyond.body.errors]).toEqual([
      403,
      [{ path: 'permissions', code: 'key.beyond-own', detail: 'users.read' }],
    ]);
    expect((await make(ada, { permissions: ['keys.write'] })).status).toBe(403);
    expect((await make(general, { permissions: ['settings.read'] })).status).toBe(201);
  });

  it.each([
    ['no name', { name: ' ' }, 'name'],
    ['no permission', { permissions: [] }, 'permissions'],
    ['an unknown permission', { permissions: ['users.rule'] as unknown as Permission[] }, 'permissions.0'],
    ['a day that is none', { expiresOn: '2026-02-30' }, 'expiresOn'],
    ['more than was asked for', { userId: 'x' } as Given, ''],
  ])('F50 says where %s is wrong, and makes none', async (_, given, path) => {
    const before = (await keysOf(ada)).length;
    const { status, body } = await make(ada, given);
    expect([status, body.errors?.map((error) => error.path)]).toEqual([400, [path]]);
    expect(await keysOf(ada)).toHaveLength(before);
  });

  it('cannot make one that has run out already', async () => {
    const { status, body } = await make(ada, { expiresOn: '2020-01-01' });
    expect([status, body.errors]).toEqual([422, [{ path: 'expiresOn', code: 'date.past' }]]);
  });
});

describe('a key is over', () => {
  it('F57 when it is revoked, at once and for good, at every node', async () => {
    const { body } = await make(ada);
    expect((await ask(body.secret, '/api/users', {}, two.url)).status).toBe(200);
    expect((await ada.request('DELETE', `/api/api-keys/${body.id}`)).status).toBe(204);
    for (const url of [portal.url, two.url]) expect((await ask(body.secret, '/api/users', {}, url)).status).toBe(401);
    expect((await ada.request('DELETE', `/api/api-keys/${body.id}`)).status).toBe(404);
    expect((await keysOf(ada)).find(({ id }) => id === body.id)?.state).toBe('revoked');
  });

  it('F57 after its last day', async () => {
    const { body } = await make(ada);
    await portal.query('update api_key set expires_on = current_date where id = $1', [body.id]);
    expect((await ask(body.secret)).status).toBe(200);
    await portal.query('update api_key set expires_on = current_date - 1 where id = $1', [body.id]);
    expect((await ask(body.secret)).status).toBe(401);
    expect((await keysOf(ada)).find(({ id }) => id === body.id)?.state).toBe('expired');
  });

  async function maker(primaryId: string): Promise<{ id: string; secret: string }> {
    const id = await portal.addAccount(primaryId);
    const client = portal.client();
    await client.signIn(primaryId, PASSWORD);
    return { id, secret: await secretOf(client, { permissions: ['users.read', 'users.write'] }) };
  }

  it('F57 as soon as who made it is deactivated or expires', async () => {
    const { id, secret } = await maker('key-inactive');
    expect((await ask(secret)).status).toBe(200);
    await saveFields(ada, await readRecord(ada, id), { status: 'INACTIVE' });
    expect((await ask(secret)).status).toBe(401);
  });

  it('F29 F57 loses what its maker loses, and follows a role that is taken away', async () => {
    const { id, secret } = await maker('key-role');
    await portal.query(`update user_role set role = '9001' where user_id = $1`, [id]);
    expect((await ask(secret)).status).toBe(200);
    const write = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    expect((await ask(secret, '/api/users', write)).status).toBe(403);
    await portal.query('delete from user_role where user_id = $1', [id]);
    expect((await ask(secret)).status).toBe(403);
  });

  it('F57 goes with its maker, row and all', async () => {
    const { id, secret } = await maker('key-deleted');
    await portal.query('delete from users where id = $1', [id]);
    expect((await ask(secret)).status).toBe(401);
    expect(await portal.query('select 1 from api_key where user_id = $1', [id])).toEqual([]);
  });

  it('F08 F57 does nothing while its maker must change the password', async () => {
    const { id, secret } = await maker('key-must-change');
    await portal.query('update credential set must_change = true where user_id = $1', [id]);
    expect((await ask(secret)).status).toBe(403);
  });

  it('F52 cannot be revoked by somebody who may do less than its maker', async () => {
    const { body } = await make(ada);
    const general = await portal.signedIn([ROLE.generalSystemAdministrator]);
    expect((await general.request('DELETE', `/api/api-keys/${body.id}`)).status).toBe(403);
    expect((await ask(body.secret)).status).toBe(200);
  });
});

describe('a key that asks too often', () => {
  it('is told when to come back, at every node, and no other key with it', async () => {
    const [busy, calm] = [await secretOf(ada), await secretOf(ada)];
    await saveSetting(ada, 'api_key_requests_per_minute', 3);
    await eventually(async () => {
      expect((await ask(busy, '/api/users', {}, two.url)).status).toBe(429);
    });
    const refused = await ask(busy);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(((await refused.json()) as Problem).code).toBe('rate.limited');
    expect((await ask(calm)).status).toBe(200);
    expect((await ada.get('/api/users')).status).toBe(200);
    await portal.query('update request_rate set expire = 0');
    expect((await ask(busy)).status).toBe(200);
  });
});
