import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Change, HistoryPage } from '../../backend/src/contract/changes.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { OneTimePassword, PasswordState } from '../../backend/src/contract/passwords.js';
import type { PinChecked } from '../../backend/src/contract/pins.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { Me } from '../../backend/src/contract/session.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { follow } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startTestPortal } from '../support/portal.js';
import { readRecord } from '../support/records.js';
import { save, setting } from '../support/rows.js';
import { saveSetting } from '../support/settings.js';

const OWN = 'seven green umbrellas sing';

let portal: TestPortal;
let ada: ApiClient;
let id: string;
let name: string;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());
beforeEach(async () => {
  name = `user-${crypto.randomUUID()}`;
  id = await portal.addAccount(name, [ROLE.userManager]);
});

function make(api: ApiClient, userId = id): Promise<Answer<OneTimePassword & Problem>> {
  return api.post(`/api/users/${userId}/password`);
}

async function secretOf(userId = id): Promise<string> {
  const made = await make(ada, userId);
  expect(made.status).toBe(201);
  return made.body.secret;
}

async function stateOf(userId = id): Promise<PasswordState> {
  return (await ada.get<PasswordState>(`/api/users/${userId}/password`)).body;
}

async function actions(): Promise<Change[]> {
  return (await ada.get<HistoryPage>(`/api/users/${id}/history`)).body.entries;
}

async function signIn(password: string): Promise<{ status: number; client: ApiClient; me: Me }> {
  const client = portal.client();
  const { status, body } = await client.signIn(name, password);
  return { status, client, me: body as Me };
}

function change(client: ApiClient, currentPassword: string, newPassword = OWN): Promise<Answer<Problem>> {
  return client.post('/api/session/password', { currentPassword, newPassword });
}

describe('a one-time password', () => {
  it('S030 F20 is random, lets its owner in once and no further than to a password of their own', async () => {
    const [first, secret] = [await secretOf(), await secretOf()];
    expect(secret).toMatch(/^(?:[a-z2-9]{5}-){3}[a-z2-9]{5}$/u);
    expect(secret).not.toBe(first);
    expect((await signIn(first)).status).toBe(401);
    const { status, client, me } = await signIn(secret);
    expect([status, me.mustChangePassword, me.permissions]).toEqual([200, true, []]);
    expect((await client.get<Problem>('/api/users')).body.code).toBe('session.password-change-required');
    expect((await signIn(secret)).status).toBe(401);
    expect((await change(client, secret)).status).toBe(200);
    expect((await client.get('/api/users')).status).toBe(200);
    expect((await signIn(OWN)).me.mustChangePassword).toBe(false);
    expect((await signIn(secret)).status).toBe(401);
  });

  it('S030 F20 replaces the password, ends the sessions on the spot and the lock, and says so in the history', async () => {
    const before = await signIn(PASSWORD);
    const socket = await before.client.connect();
    for (let time = 0; time < 5; time += 1) await signIn('wrong wrong wrong wrong');
    expect((await signIn(PASSWORD)).status).toBe(401);
    const { version } = await readRecord(ada, id);
    const secret = await secretOf();
    expect((await before.client.get('/api/session')).status).toBe(401);
    await eventually(() => {
      expect(socket.connected).toBe(false);
    });
    expect((await signIn(PASSWORD)).status).toBe(401);
    expect((await signIn(secret)).status).toBe(200);
    const [entry] = (await actions()).filter(({ action }) => action === 'one-time-password-set');
    expect(entry).toMatchObject({ fields: [], version, source: 'UI' });
    expect(entry?.actor).toMatch(/Tester/u);
  });

  it('F20 of two who use it at once, one is let in', async () => {
    const secret = await secretOf();
    const answers = await Promise.all([signIn(secret), signIn(secret), signIn(secret)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });

  it('F20 ends after the hours the institution sets, by the clock of the database', async () => {
    await saveSetting(ada, 'one_time_password_hours', 2);
    const { body } = await make(ada);
    const [row] = await portal.query<{ hours: string }>(
      `select extract(epoch from expires_at - changed_at)::int / 3600 as hours from credential where user_id = $1`,
      [id],
    );
    expect([Number(row?.hours), (await stateOf()).expiresAt]).toEqual([2, body.expiresAt]);
    await portal.query(`update credential set expires_at = clock_timestamp() where user_id = $1`, [id]);
    expect((await signIn(body.secret)).status).toBe(401);
    expect((await stateOf()).state).toBe('expired');
  });

  it.each([0, 721, 1.5, '72', null])('F20 cannot be made to last %j hours', async (hours) => {
    const { body } = await ada.get<{ settings: { one_time_password_hours: { version: number } } }>('/api/settings');
    const { version } = body.settings.one_time_password_hours;
    const refused = await ada.request<Problem>('PUT', '/api/settings/one_time_password_hours', {
      baseVersion: version,
      value: hours,
    });
    expect([refused.status, refused.body.errors?.[0]]).toEqual([
      422,
      expect.objectContaining({ path: 'value', code: 'number.not-an-hour-count' }),
    ]);
  });

  it('S030 F20 its state is shown, and whether one can be set; nothing of the password', async () => {
    expect(await stateOf()).toMatchObject({ state: 'own', expiresAt: null, refusal: null });
    const secret = await secretOf();
    expect(await stateOf()).toMatchObject({ state: 'one-time', refusal: null });
    const { client } = await signIn(secret);
    expect(await stateOf()).toMatchObject({ state: 'used' });
    await change(client, secret);
    const state = await stateOf();
    expect(Object.keys(state).sort()).toEqual(['changedAt', 'expiresAt', 'refusal', 'state']);
    expect(state).toMatchObject({ state: 'own', expiresAt: null });
    const added = await ada.addUser();
    expect(await stateOf(added.id)).toMatchObject({ state: 'none', changedAt: null });
    expect((await actions()).map(({ action }) => action).slice(0, 2)).toEqual([
      'password-changed',
      'one-time-password-set',
    ]);
  });

  it.each([
    ['EXTERNAL', 'password.of-feed'],
    ['INTEXTAUTH', 'password.of-directory'],
  ])(
    'S030 F20 is not offered for an account that is %s, and the password it had comes back with it',
    async (type, code) => {
      const refused = await save(ada, await readRecord(ada, id), setting('accountType', type));
      expect(refused.status).toBe(200);
      expect((await stateOf()).refusal).toBe(code);
      const answer = await make(ada);
      expect([answer.status, answer.body.errors]).toEqual([422, [{ path: 'password', code }]]);
      expect((await signIn(PASSWORD)).status).not.toBe(200);
      expect((await save(ada, refused.body, setting('accountType', 'INTERNAL'))).status).toBe(200);
      expect((await signIn(PASSWORD)).status).toBe(200);
    },
  );

  it('F20 F52 nobody sets one for themselves, nor for somebody who may do more', async () => {
    const manager = await portal.signedIn([ROLE.userManager]);
    const above = await portal.addAccount(`above-${name}`);
    const refused = await make(manager, above);
    expect([refused.status, refused.body.errors]).toEqual([403, [{ path: 'password', code: 'sign-in.outranks' }]]);
    expect((await portal.client().signIn(`above-${name}`, PASSWORD)).status).toBe(200);
    const { body: me } = await ada.get<Me>('/api/session');
    expect((await make(ada, me.userId)).body.errors).toEqual([{ path: 'password', code: 'password.own' }]);
    expect((await make(ada, crypto.randomUUID())).status).toBe(404);
    const observer = await portal.signedIn([ROLE.researchObserver]);
    expect([(await make(observer)).status, (await observer.get(`/api/users/${id}/password`)).status]).toEqual([
      403, 403,
    ]);
  });

  it('F55 is in no answer, no frame and no table after the one that hands it over', async () => {
    const frames = await follow(await ada.connect());
    const secret = await secretOf();
    await eventually(() => {
      expect(JSON.stringify(frames)).toContain('one-time-password-set');
    });
    const paths = [`/api/users/${id}`, `/api/users/${id}/password`, `/api/users/${id}/history`, '/api/users?limit=100'];
    const answers = await Promise.all(paths.map((path) => ada.get(path)));
    const tables = await portal.query<{ name: string }>(
      `select format('%I', tablename) as name from pg_tables where schemaname = 'public'`,
    );
    const rows = await Promise.all(tables.map(({ name: table }) => portal.query(`select t::text from ${table} t`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(JSON.stringify([answers.map(({ body }) => body), frames, rows])).not.toContain(secret);
    ada.close();
  });
});

describe('somebody who was deactivated', () => {
  const PATHS: [string, (client: ApiClient, secret: string) => Promise<boolean>][] = [
    ['a password', async () => (await signIn(PASSWORD)).status === 200],
    ['a one-time password', async (_, secret) => (await signIn(secret)).status === 200],
    ['a PIN', async () => (await ada.post<PinChecked>('/api/pins/check', { patron: name, pin: '4711' })).body.accepted],
    ['the session they had', async (client) => (await client.get('/api/session')).status === 200],
    ['a change of password in it', async (client) => (await change(client, PASSWORD)).status === 200],
    [
      'a socket with its cookie',
      (client) =>
        client.connect().then(
          () => true,
          () => false,
        ),
    ],
  ];

  it.each(PATHS)('F57 F20 is refused by %s', async (path, letsIn) => {
    const { client } = await signIn(PASSWORD);
    const secret = path === 'a one-time password' ? await secretOf() : '';
    await saveSetting(ada, 'pin_number_method', 'fourDigit');
    const active = await save(ada, await readRecord(ada, id), setting('pin', '4711'));
    await save(ada, active.body, setting('status', 'INACTIVE'));
    await eventually(async () => {
      expect(await letsIn(client, secret)).toBe(false);
    });
  });

  it.each(PATHS.slice(0, 3))('F57 F20 is let in again by %s when they are active again', async (path, letsIn) => {
    const { client } = await signIn(PASSWORD);
    const secret = path === 'a one-time password' ? await secretOf() : '';
    await saveSetting(ada, 'pin_number_method', 'fourDigit');
    const active = await save(ada, await readRecord(ada, id), setting('pin', '4711'));
    const inactive = await save(ada, active.body, setting('status', 'INACTIVE'));
    expect(await letsIn(client, secret)).toBe(false);
    await save(ada, inactive.body, setting('status', 'ACTIVE'));
    expect(await letsIn(client, secret)).toBe(true);
  });
});
