import { randomUUID } from 'node:crypto';
import { INITIAL_LIST_PREFERENCES, type ListPreferences } from '../../backend/src/contract/preferences.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { SavedView } from '../../backend/src/contract/views.js';
import { viewStateSchema } from '../../backend/src/contract/views.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { deleteUser } from '../support/deletion.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startTestPortal } from '../support/portal.js';
import { adding, save } from '../support/rows.js';

const STATE = viewStateSchema.parse({ tab: 'users', q: 'ada', role: '21', sort: 'statusDate', columns: 'name,email' });

let portal: TestPortal;
let ada: ApiClient;
let manager: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
  manager = await portal.signedIn([ROLE.userManager]);
});
afterAll(() => portal.stop());

type Views = Answer<{ views: SavedView[] } & Problem>;

function add(client: ApiClient, name: string, shared = false): Promise<Views> {
  return client.post('/api/views', { name, shared, state: STATE });
}

async function views(client: ApiClient): Promise<SavedView[]> {
  return (await client.get<{ views: SavedView[] }>('/api/views')).body.views;
}

async function view(client: ApiClient, name: string): Promise<SavedView> {
  const found = (await views(client)).find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no view ${name}`);
  return found;
}

function change(client: ApiClient, seen: SavedView, given: object = {}): Promise<Views> {
  const { id, version, name, shared, state } = seen;
  return client.request('PUT', `/api/views/${id}`, { baseVersion: version, name, shared, state, ...given });
}

describe('saved views', () => {
  it('B28 keeps search, filters, order and columns under a name, for the owner alone', async () => {
    const { status, body } = await add(ada, 'Managers');
    expect(status).toBe(201);
    expect(body.views).toMatchObject([{ name: 'Managers', shared: false, mine: true, mayChange: true, state: STATE }]);
    expect(await views(manager)).toEqual([]);
  });

  it('B28 a shared one is seen by everybody who sees the list, and changed by its owner or an administrator', async () => {
    await add(manager, 'Everybody', true);
    const observer = await portal.signedIn([ROLE.researchObserver]);
    const seen = await view(observer, 'Everybody');
    expect(seen).toMatchObject({ shared: true, mine: false, mayChange: false, state: STATE });
    expect(seen.owner).toMatch(/Tester$/u);
    for (const refused of [await change(observer, seen), await observer.request('DELETE', `/api/views/${seen.id}`)]) {
      expect(refused.status).toBe(404);
    }
    expect((await change(ada, await view(ada, 'Everybody'), { name: 'Everyone' })).status).toBe(200);
    expect(await view(manager, 'Everyone')).toMatchObject({ mine: true, version: 2 });
  });

  it("B28 not even an administrator reaches another's private view", async () => {
    await add(manager, 'Private');
    const seen = await view(manager, 'Private');
    expect((await change(ada, seen, { name: 'Mine now' })).status).toBe(404);
    expect((await ada.request('DELETE', `/api/views/${seen.id}`)).status).toBe(404);
    await expect(view(manager, 'Private')).resolves.toEqual(seen);
  });

  it('B28 B04 a change on top of a version that is gone is refused', async () => {
    await add(ada, 'Versioned');
    const seen = await view(ada, 'Versioned');
    expect((await change(ada, seen, { shared: true })).status).toBe(200);
    const { status, body } = await change(ada, seen, { name: 'Too late' });
    expect([status, body.code, body.version]).toEqual([409, 'record.conflict', 2]);
    await expect(view(ada, 'Versioned')).resolves.toMatchObject({ shared: true, version: 2 });
  });

  it('B28 is renamed and deleted; two of one owner cannot have one name', async () => {
    await add(ada, 'First');
    const taken = await add(ada, 'FIRST');
    expect([taken.status, taken.body.errors]).toEqual([422, [{ path: 'name', code: 'view.name-taken' }]]);
    await add(ada, 'Second');
    expect((await change(ada, await view(ada, 'Second'), { name: 'first' })).status).toBe(422);
    expect((await add(manager, 'First')).status).toBe(201);
    const { id } = await view(ada, 'First');
    const { body } = await ada.request<{ views: SavedView[] }>('DELETE', `/api/views/${id}`);
    expect(body.views.map(({ name }) => name)).not.toContain('First');
    expect((await ada.request('DELETE', `/api/views/${id}`)).status).toBe(404);
  });

  it.each([
    [{ name: '' }],
    [{ name: ' ' }],
    [{ name: 'x'.repeat(101) }],
    [{ name: 'x', shared: 'yes' }],
    [{ name: 'x', state: { ...STATE, sort: 'password' } }],
    [{ name: 'x', state: { ...STATE, cursor: 'abc' } }],
    [{ name: 'x', state: { ...STATE, columns: 'name,birthDate' } }],
    [{ name: 'x', owner: randomUUID() }],
  ])('B28 F50 %j is refused', async (given) => {
    const { status, body } = await ada.post<Problem>('/api/views', { shared: false, state: STATE, ...given });
    expect([status, body.code]).toEqual([400, 'request.invalid']);
  });

  it('B28 a person keeps at most a hundred', async () => {
    const busy = await portal.signedIn();
    await portal.query(
      `insert into saved_view (id, owner_id, name, name_key, shared, state)
      select gen_random_uuid(), $1, 'v' || i, 'v' || i, false, '{}' from generate_series(1, 100) i`,
      [(await busy.get<{ userId: string }>('/api/session')).body.userId],
    );
    const { status, body } = await add(busy, 'One more');
    expect([status, body.errors]).toEqual([422, [{ path: 'name', code: 'view.too-many' }]]);
    // What was written there is no state this portal knows: such a view opens the plain list.
    expect((await view(busy, 'v7')).state).toEqual(viewStateSchema.parse({}));
  });

  it('B28 S121 goes with its owner', async () => {
    const id = await portal.addAccount('leaving');
    const leaving = portal.client();
    await leaving.signIn('leaving', PASSWORD);
    await add(leaving, 'Left behind', true);
    await leaving.request('PUT', '/api/preferences/list', { density: 'compact' });
    await portal.query('delete from users where id = $1', [id]);
    expect((await views(ada)).map(({ name }) => name)).not.toContain('Left behind');
    await expect(portal.query('select from user_preference where user_id = $1', [id])).resolves.toEqual([]);
  });
});

describe('preferences of the list', () => {
  function read(client: ApiClient): Promise<Answer<ListPreferences>> {
    return client.get<ListPreferences>('/api/preferences/list');
  }

  it('B28 are each their own, follow to another browser, and begin as the product has them', async () => {
    await portal.addAccount('two-browsers');
    const [one, two] = [portal.client(), portal.client()];
    await one.signIn('two-browsers', PASSWORD);
    await two.signIn('two-browsers', PASSWORD);
    expect((await read(one)).body).toEqual(INITIAL_LIST_PREFERENCES);
    const wanted: ListPreferences = {
      ...{ columns: 'name,email,status', limit: 100, density: 'compact' },
      ...{ pinned: ['status'], widths: { name: 320, email: 200 } },
    };
    expect((await one.request('PUT', '/api/preferences/list', wanted)).status).toBe(200);
    expect((await read(two)).body).toEqual(wanted);
    expect((await read(manager)).body).toEqual(INITIAL_LIST_PREFERENCES);
  });

  it('B28 kept before columns had widths and could be pinned are still theirs', async () => {
    const id = await portal.addAccount('early');
    const early = portal.client();
    await early.signIn('early', PASSWORD);
    const kept = { columns: 'name,email', limit: 50, density: 'compact' };
    const insert = `insert into user_preference (user_id, name, value) values ($1, 'list', $2)`;
    await portal.query(insert, [id, JSON.stringify(kept)]);
    expect((await read(early)).body).toEqual({ ...kept, pinned: [], widths: {} });
  });

  it.each([
    [{ limit: 0 }],
    [{ limit: 101 }],
    [{ limit: '25' }],
    [{ density: 'huge' }],
    [{ pinned: ['shoeSize'] }],
    [{ widths: { email: 3 } }],
    [{ widths: { shoeSize: 300 } }],
    [{ columns: 'status' }],
    [{ columns: 'name,secret' }],
    [{ theme: 'dark' }],
  ])('B28 F50 %j is refused, and nothing changes', async (given) => {
    expect((await ada.request('PUT', '/api/preferences/list', given)).status).toBe(400);
    expect((await read(ada)).body).toEqual(INITIAL_LIST_PREFERENCES);
  });

  it('B28 S001 are for those who see the list', async () => {
    const patron = await portal.signedIn([ROLE.patron]);
    expect((await read(patron)).status).toBe(403);
    expect((await patron.get('/api/views')).status).toBe(403);
  });
});

describe('views that looked for somebody who is deleted', () => {
  it.each<[string, (user: UserRecord) => string]>([
    ['identifier', (user) => user.primaryId.toUpperCase()],
    ['name', (user) => `${user.lastName ?? ''}, ${user.firstName ?? ''}`],
    ['e-mail address', (user) => user.emails[0]?.address ?? ''],
  ])('S121 F106 by %s stay, and look for nobody', async (what, wordOf) => {
    const email = {
      address: 'quagga@example.org',
      types: ['work'],
      description: null,
      preferred: true,
      external: false,
    };
    const user = await ada.addUser({ firstName: 'Quagga', lastName: 'Extinct' });
    const { body: record } = await save(ada, user, adding('emails', email));
    const word = wordOf(record);
    expect(word.length).toBeGreaterThan(5);
    const name = `Looks by ${what}`;
    const state = { ...STATE, q: word };
    await manager.post('/api/views', { name, shared: false, state });
    expect((await view(manager, name)).state.q).toBe(word);
    expect((await deleteUser(ada, record)).status).toBe(204);
    expect((await view(manager, name)).state).toEqual({ ...STATE, q: '' });
  });
});
