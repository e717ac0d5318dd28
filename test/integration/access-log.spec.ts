import type { AccessPage } from '../../backend/src/contract/access-log.js';
import type { MadeKey } from '../../backend/src/contract/api-keys.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { ask } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startSecondNode, startTestPortal } from '../support/portal.js';
import { readRecord } from '../support/records.js';
import { adding, removing, save } from '../support/rows.js';

const WRONG = 'wrong horse battery staple';
const OWN = 'a quiet river bends past nine mills';

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());

async function entries(query: string, client = ada): Promise<AccessPage> {
  const { status, body } = await client.get<AccessPage>(`/api/access-log?${query}`);
  expect(status).toBe(200);
  return body;
}

/** What was noted of somebody, the oldest first. */
async function storyOf(id: string): Promise<string[]> {
  const { entries: found } = await entries(`userId=${id}`);
  return found.map(({ kind, detail }) => (detail === null ? kind : `${kind} ${detail}`)).reverse();
}

async function fail(primaryId: string, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await portal.client().signIn(primaryId, WRONG);
}

async function bearer(secret: string): Promise<number> {
  return (await fetch(`${portal.url}/api/users`, { headers: { authorization: `Bearer ${secret}` } })).status;
}

describe('the access log', () => {
  it('S025 S027 keeps sign-ins, refusals with their reason, locks and unlocks', async () => {
    const id = await portal.addAccount('logged');
    await portal.client().signIn('logged', PASSWORD);
    await fail('logged', 5);
    await portal.client().signIn('logged', PASSWORD);
    await ada.post(`/api/users/${id}/unlock`, { secret: 'password' });
    const story = await storyOf(id);
    expect(story).toEqual([
      ...['sign-in', ...Array.from({ length: 4 }, () => 'sign-in-refused wrong-password')],
      ...['locked password', 'sign-in-refused wrong-password', 'sign-in-refused locked', 'unlocked password'],
    ]);
    const [newest] = (await entries(`userId=${id}&kind=unlocked`)).entries;
    expect(newest).toMatchObject({ ip: '127.0.0.1', userName: expect.stringContaining('logged') as string });
    expect(newest?.actorName).toMatch(/Tester/u);
  });

  it('S030 keeps passwords that were set and changed, sessions that ended, and who did it', async () => {
    const id = await portal.addAccount('changing');
    const own = portal.client();
    await own.signIn('changing', PASSWORD);
    const other = portal.client();
    await other.signIn('changing', PASSWORD);
    expect((await own.post('/api/session/password', { currentPassword: PASSWORD, newPassword: OWN })).status).toBe(200);
    await portal.client().signIn('changing', OWN);
    expect((await own.request('DELETE', '/api/me/sessions')).status).toBe(204);
    expect((await own.request('DELETE', '/api/session')).status).toBe(204);
    await portal.client().signIn('changing', OWN);
    expect((await ada.request('DELETE', `/api/users/${id}/sessions`)).status).toBe(204);
    expect((await ada.post(`/api/users/${id}/password`)).status).toBeLessThan(300);
    expect(await storyOf(id)).toEqual([
      ...['sign-in', 'sign-in', 'password-changed', 'sign-in', 'session-ended', 'signed-out', 'sign-in'],
      ...['session-ended', 'one-time-password-set'],
    ]);
    const { entries: done } = await entries(`userId=${id}&kind=session-ended`);
    expect(done.map(({ actorName }) => actorName !== null)).toEqual([true, false]);
  });

  it('S086 keeps every change of roles, and none that was refused', async () => {
    const { id } = await ada.addUser();
    const granted = adding('roles', { role: ROLE.userManager, scope: null, active: true, expiryDate: null });
    const saved = await save(ada, await readRecord(ada, id), granted);
    expect(saved.status).toBe(200);
    const manager = await portal.signedIn([ROLE.userManager]);
    const beyond = adding('roles', { role: ROLE.userAdministrator, scope: null, active: true, expiryDate: null });
    expect((await save(manager, await readRecord(manager, id), beyond)).status).toBe(403);
    expect(
      (await save(ada, await readRecord(ada, id), { op: 'set', field: 'firstName', value: 'Renamed' })).status,
    ).toBe(200);
    expect((await save(ada, await readRecord(ada, id), removing('roles', granted.id))).status).toBe(200);
    expect(await storyOf(id)).toEqual(['roles-changed', 'roles-changed']);
    const [newest] = (await entries(`userId=${id}`)).entries;
    expect(newest?.actorName).toMatch(/Tester/u);
  });

  it('F57 keeps keys that are made, used, refused and revoked, without their secret', async () => {
    const made = await ada.post<MadeKey>('/api/api-keys', {
      ...{ name: 'Self-check 1', permissions: ['users.read'], expiresOn: null },
    });
    const { id, secret } = made.body;
    for (let time = 0; time < 3; time += 1) expect(await bearer(secret)).toBe(200);
    expect((await ada.request('DELETE', `/api/api-keys/${id}`)).status).toBe(204);
    for (let time = 0; time < 3; time += 1) expect(await bearer(secret)).toBe(401);
    const { entries: found } = await entries(`apiKeyId=${id}`);
    expect(found.map(({ kind, detail, keyName }) => [kind, detail, keyName])).toEqual([
      ['key-refused', 'key-over', 'Self-check 1'],
      ['key-revoked', null, 'Self-check 1'],
      ['key-used', null, 'Self-check 1'],
      ['key-made', null, 'Self-check 1'],
    ]);
    const kept = await portal.query<{ row: string }>('select l::text as row from access_log l');
    expect(kept.filter(({ row }) => row.includes(secret))).toEqual([]);
  });

  it('F107 a name nobody has is never kept, nor a password', async () => {
    await portal.client().signIn('my secret typed as a name', 'and a secret as password');
    const { entries: found } = await entries('kind=sign-in-refused&limit=1');
    expect(found).toMatchObject([{ userId: null, userName: null, detail: 'unknown-name' }]);
    const kept = await portal.query<{ row: string }>('select l::text as row from access_log l');
    expect(kept.filter(({ row }) => row.includes('secret'))).toEqual([]);
  });

  it('S025 is read in pages, by person, by address and by time', async () => {
    const first = await entries('limit=2');
    const second = await entries(`limit=2&before=${String(first.next)}`);
    const found = [...first.entries, ...second.entries];
    const times = found.map(({ at }) => at);
    expect(times).toEqual([...times].sort().reverse());
    expect(new Set(found.map(({ id }) => id)).size).toBe(4);
    const [tester] = await portal.query<{ id: string }>(
      `select actor_id as id from access_log where kind = 'unlocked'`,
    );
    const theirs = (await entries(`userId=${tester?.id ?? ''}&kind=unlocked`)).entries;
    expect(theirs).toHaveLength(1);
    expect((await entries('ip=192.0.2.99')).entries).toEqual([]);
    expect((await entries('to=2020-01-01T00:00:00Z')).entries).toEqual([]);
    for (const query of [
      'kind=everything',
      'userId=me',
      'from=yesterday',
      'limit=0',
      'nonsense=1',
      'before=1',
      'before=2026-99-01T00:00:00.000Z~1',
    ])
      expect((await ada.get(`/api/access-log?${query}`)).status).toBe(400);
  });

  it('S025 tells whoever follows it at any node that there is more, and says how much', async () => {
    const two = await startSecondNode(portal);
    const reader = two.client();
    reader.cookie = ada.cookie;
    const socket = await reader.connect();
    const heard: number[] = [];
    socket.on('access-log', ({ newest }) => heard.push(newest));
    const { 'access-log': before } = await ask(socket, 'topic.watch', { topic: 'access-log', on: true });
    expect(before).toBeGreaterThan(0);
    await fail('nobody of that name', 1);
    await eventually(() => {
      expect(heard.at(-1)).toBeGreaterThan(before ?? 0);
    });
    reader.close();
    await two.stop();
  });

  it('F28 F48 only who administers the portal reads it, or hears of it', async () => {
    for (const role of [ROLE.userManager, ROLE.researchObserver]) {
      const client = await portal.signedIn([role]);
      expect((await client.get('/api/access-log')).status).toBe(403);
      const socket = await client.connect();
      await expect(ask(socket, 'topic.watch', { topic: 'access-log', on: true })).rejects.toThrow(
        /permission\.denied/u,
      );
      client.close();
    }
  });

  it('F106 goes with the person', async () => {
    const id = await portal.addAccount('gone-soon', [ROLE.patron]);
    await fail('gone-soon', 1);
    expect(await storyOf(id)).toHaveLength(1);
    const { version } = await readRecord(ada, id);
    expect((await ada.request('DELETE', `/api/users/${id}?version=${String(version)}`)).status).toBe(204);
    expect(await portal.query('select 1 from access_log where user_id = $1', [id])).toEqual([]);
  });
});
