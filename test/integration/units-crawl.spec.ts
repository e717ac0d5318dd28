import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MadeKey } from '../../backend/src/contract/api-keys.js';
import { ROLE, UNIT_PERMISSIONS } from '../../backend/src/contract/permissions.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { Selection } from '../../backend/src/contract/selections.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { SavedView } from '../../backend/src/contract/views.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { synchronise } from '../fixtures/feed-run.js';
import type { ApiClient } from '../support/api-client.js';
import { lockedFor } from '../support/lockout.js';
import { placeHold, putResearcher } from '../support/deletion.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { readRecord } from '../support/records.js';
import { isPermission, type Route, routesOf } from '../support/routes.js';
import { adding, changing, removing, save } from '../support/rows.js';
import { signedInWith } from '../support/units.js';

const LIST = { tab: 'users' } as const;

let portal: TestPortal;
let everywhere: ApiClient;
/** Administers MAIN. */
let main: ApiClient;
/** Sees LAW, and administers MAIN. */
let observer: ApiClient;
let folder: FeedFolder;
let foreign: UserRecord;
let seq: number;
let selection: string;
let view: string;
let job: string;
let session: string;
let key: string;

beforeAll(async () => {
  portal = await startTestPortal();
  folder = await FeedFolder.create();
  everywhere = await portal.signedIn();
  main = await signedInWith(portal, [ROLE.userAdministrator, 'MAIN']);
  observer = await signedInWith(portal, [ROLE.userAdministrator, 'MAIN'], [ROLE.researchObserver, 'LAW']);
  const user = await everywhere.addUser({ campusCode: 'LAW', recordType: 'STAFF' });
  const noted = await save(everywhere, user, adding('notes', { type: 'OTHER', text: 'wombat' }));
  ({ seq } = noted.body);
  await placeHold(everywhere, user.id, 'import-profile', 'r-1', { label: 'held' });
  await putResearcher(everywhere, user.id, { affiliation: 'Institute', assets: 0, grants: 0 });
  selection = (await everywhere.post<Selection>('/api/users/selections', { ids: [user.id] })).body.id;
  const views = await everywhere.post<{ views: SavedView[] }>('/api/views', {
    name: 'Own',
    shared: false,
    state: LIST,
  });
  view = views.body.views[0]?.id ?? '';
  ({ id: job } = await synchronise(everywhere, await folder.zip({ 'a.xml': [aSourceUser('one')] })));
  session = crypto.randomUUID();
  await portal.query(
    `insert into session (token_hash, id, user_id, expires_at) values ('\\x00', $1, $2, now() + interval '1 hour')`,
    [session, user.id],
  );
  await lockedFor(portal, user.id, '1 minute');
  const made = await everywhere.post<MadeKey>('/api/api-keys', {
    name: 'Machine',
    permissions: ['users.read'],
    expiresOn: null,
  });
  key = made.body.id;
  foreign = await readRecord(everywhere, user.id);
}, 60_000);
afterAll(async () => {
  await portal.stop();
  await folder.remove();
});

/** What stands for the parameters of routes: something there is, and that is not theirs. */
const PLACES: readonly [RegExp, () => Record<string, string>][] = [
  [/^\/api\/users\/selections\/:id/u, () => ({ ':id': selection })],
  [
    /^\/api\/users\/:id/u,
    () => ({
      ':id': foreign.id,
      ':seq': String(seq),
      ':kind': 'import-profile',
      ':reference': 'r-1',
      ':session': session,
    }),
  ],
  [/^\/api\/jobs\/:id/u, () => ({ ':id': job })],
  [/^\/api\/views\/:id/u, () => ({ ':id': view })],
  [/^\/api\/api-keys\/:id/u, () => ({ ':id': key })],
  [/^\/api\/settings\/:name/u, () => ({ ':name': 'titles' })],
];
/** Bodies without which a handler would not come to look whose it is. */
const BODIES: Partial<Record<string, object>> = {
  'LockoutController.unlock': { secret: 'password' },
  'SelectionsController.setStatus': { status: 'INACTIVE', after: null },
  'ViewsController.change': { name: 'Taken', shared: true, state: LIST, baseVersion: 1 },
};

/** Routes with parameters that need a permission. Another route without an example above fails here. */
function places(): (Route & { address: string })[] {
  return routesOf(portal)
    .filter(({ path, access }) => path.includes(':') && isPermission(access))
    .map((route) => {
      const values = PLACES.find(([pattern]) => pattern.test(route.path))?.[1]() ?? {};
      const address = Object.entries(values).reduce((path, [name, value]) => path.replace(name, value), route.path);
      expect(address).not.toMatch(/:|\/\//u);
      return { ...route, address };
    });
}

async function everything(): Promise<unknown> {
  const tables = ['users', 'user_note', 'deletion_hold', 'researcher', 'saved_view', 'list_selection', 'change_log'];
  tables.push('credential', 'attempt_counter', 'api_key');
  return Promise.all(tables.map((table) => portal.query(`select * from ${table} order by 1, 2`)));
}

async function answers(client: ApiClient, routes: readonly (Route & { address: string })[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const { method, address, path, name } of routes) {
    const body = method === 'GET' || method === 'DELETE' ? undefined : (BODIES[name] ?? {});
    const answer = await client.request<Problem>(method, address, body);
    found.push([method, path, answer.status, answer.body.code]);
  }
  return found;
}

describe('every route with the ids of another unit', () => {
  it('F28 F48 is as if there were none for who administers a unit, and changes nothing', async () => {
    const before = await everything();
    const routes = places();
    expect(routes.length).toBeGreaterThan(15);
    const found = await answers(main, routes);
    const expected = routes.map(({ method, path, access }) => {
      const isTheirs = path.startsWith('/api/users') || path.startsWith('/api/views');
      const isDenied = access === undefined || !(UNIT_PERMISSIONS as ReadonlySet<string>).has(access);
      expect(isTheirs).toBe(!isDenied);
      return [method, path, isTheirs ? 404 : 403, isTheirs ? 'resource.not-found' : 'permission.denied'];
    });
    expect(found).toEqual(expected);
    expect(await everything()).toEqual(before);
  });

  it('F28 F48 is refused for who only sees that unit, wherever more than seeing is needed', async () => {
    const before = await everything();
    const routes = places().filter(({ path }) => path.startsWith('/api/users/:id'));
    const seen = new Set(['users.read', 'history.read']);
    const writes = routes.filter(({ access }) => !seen.has(access ?? ''));
    expect(writes.length).toBeGreaterThan(5);
    expect(await answers(observer, writes)).toEqual(
      writes.map(({ method, path }) => [method, path, 403, 'permission.denied']),
    );
    expect(await everything()).toEqual(before);
    for (const { address } of routes.filter(({ access, method }) => seen.has(access ?? '') && method === 'GET')) {
      expect([address, (await observer.get(address)).status]).toEqual([address, 200]);
    }
  });

  it('F49 nothing of a record can be reached by way of another', async () => {
    const mine = await everywhere.addUser({ campusCode: 'MAIN', recordType: 'STAFF' });
    const before = await everything();
    const restore = { baseVersion: mine.version, targets: ['firstName'] };
    for (const client of [main, everywhere]) {
      const restored = await client.post<Problem>(`/api/users/${mine.id}/history/${String(seq)}/restore`, restore);
      expect([restored.status, restored.body.code]).toEqual([404, 'resource.not-found']);
      const [note] = foreign.notes ?? [];
      const row = { type: 'OTHER', text: 'mine' };
      const changed = await save(client, mine, changing('notes', note?.id ?? '', row));
      expect(changed.status).toBeGreaterThanOrEqual(400);
      // Taking away what this record does not have is done already.
      const removed = await save(client, mine, removing('notes', note?.id ?? ''));
      expect(removed.body.version).toBe(mine.version);
      expect(JSON.stringify([changed.body, removed.body])).not.toContain('wombat');
    }
    expect(await everything()).toEqual(before);
  });
});
