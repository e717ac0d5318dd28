import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HistoryPage } from '../../backend/src/contract/changes.js';
import type { Dashboard } from '../../backend/src/contract/dashboard.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { Selection, StatusStepAnswer } from '../../backend/src/contract/selections.js';
import type { Suggestion } from '../../backend/src/contract/suggestions.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { ApiClient, LiveSocket } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { ask, follow, hear, send } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { listed, listPage, readRecord, saveFields } from '../support/records.js';
import { adding, save } from '../support/rows.js';
import { signedInWith } from '../support/units.js';

let portal: TestPortal;
let everywhere: ApiClient;
/** Manages MAIN. */
let main: ApiClient;
/** Manages MAIN, and sees LAW as an observer does. */
let both: ApiClient;
let socket: LiveSocket;

beforeAll(async () => {
  portal = await startTestPortal();
  everywhere = await portal.signedIn();
  main = await signedInWith(portal, [ROLE.userAdministrator, 'MAIN']);
  both = await signedInWith(portal, [ROLE.userManager, 'MAIN'], [ROLE.researchObserver, 'LAW']);
  socket = await main.connect();
});
afterAll(async () => {
  for (const client of [everywhere, main, both]) client.close();
  await portal.stop();
});

function add(campusCode: string | null, given: Parameters<ApiClient['addUser']>[0] = {}): Promise<UserRecord> {
  return everywhere.addUser({ campusCode, ...given });
}

describe('what somebody with a role in one unit finds', () => {
  it('F48 the list, its total, its search, rows and export have the users of the unit alone', async () => {
    const lastName = `Lister${randomUUID().slice(0, 8)}`;
    const [mine, other, none] = [
      await add('MAIN', { lastName }),
      await add('LAW', { lastName }),
      await add(null, { lastName }),
    ];
    expect(await listed(main, { q: lastName })).toEqual([mine.primaryId]);
    expect(new Set(await listed(both, { q: lastName }))).toEqual(new Set([mine.primaryId, other.primaryId]));
    expect((await listed(everywhere, { q: lastName })).length).toBe(3);
    expect((await listPage(main, { q: none.primaryId, by: 'identifier' })).total.value).toBe(0);
    const rows = await main.post<{ rows: { id: string }[] }>('/api/users/rows', { ids: [mine.id, other.id, none.id] });
    expect(rows.body.rows.map(({ id }) => id)).toEqual([mine.id]);
    const file = await main.get<string>(`/api/users/export?tab=users&q=${lastName}`);
    expect(file.body).toContain(mine.primaryId);
    expect(file.body).not.toContain(other.primaryId);
    const { body } = await main.get<{ suggestions: Suggestion[] }>(`/api/users/suggestions?q=${lastName}`);
    expect(body.suggestions.map(({ id }) => id)).toEqual([mine.id]);
  });

  it('F32 F48 totals of lists and of the dashboard count the unit alone, and follow who moves', async () => {
    const total = async (): Promise<number> => (await listPage(main)).total.value;
    const before = await total();
    const user = await add('LAW');
    const moved = await saveFields(everywhere, user, { campusCode: 'MAIN' });
    await eventually(async () => {
      expect(await total()).toBe(before + 1);
    });
    await saveFields(everywhere, moved.body, { campusCode: null });
    await eventually(async () => {
      expect(await total()).toBe(before);
    });
    const { body } = await main.get<Dashboard>('/api/dashboard');
    expect(body.total).toBe(before);
    expect(body.jobs).toEqual([]);
    expect(body.online).toEqual([]);
  });

  it('F48 the latest changes of the dashboard tell nothing of users who left', async () => {
    const user = await add('MAIN', { lastName: 'Leaving' });
    await saveFields(everywhere, user, { campusCode: 'LAW' });
    const { latest } = (await main.get<Dashboard>('/api/dashboard')).body;
    expect(latest.filter(({ recordId }) => recordId === user.id)).toEqual([]);
    const all = (await everywhere.get<Dashboard>('/api/dashboard')).body.latest;
    expect(all.filter(({ recordId }) => recordId === user.id).length).toBeGreaterThan(0);
  });

  it('F48 a selection holds nobody of other units, and a bulk change reaches nobody who left since', async () => {
    const [mine, other] = [await add('MAIN'), await add('LAW')];
    const made = await main.post<Selection>('/api/users/selections', { ids: [mine.id, other.id] });
    expect(made.body.count).toBe(1);
    await saveFields(everywhere, mine, { campusCode: 'LAW' });
    const now = await main.get<Selection>(`/api/users/selections/${made.body.id}`);
    expect(now.body).toMatchObject({ count: 0, active: 0 });
    const step = { status: 'INACTIVE', after: null };
    const answer = await main.post<StatusStepAnswer>(`/api/users/selections/${made.body.id}/status`, step);
    expect(answer.body).toEqual({ changed: 0, unchanged: 0, failures: [], next: null });
    expect((await readRecord(everywhere, mine.id)).status).toBe('ACTIVE');
  });

  it('F33 F48 in each unit one sees the fields, and may do what, the role there allows', async () => {
    const [mine, seen] = [
      await add('MAIN', { birthDate: '1907-03-05' }),
      await add('LAW', { birthDate: '1907-03-06' }),
    ];
    expect((await readRecord(both, mine.id)).birthDate).toBe('1907-03-05');
    expect(await readRecord(both, seen.id)).not.toHaveProperty('birthDate');
    const { body } = await both.get<HistoryPage>(`/api/users/${seen.id}/history`);
    expect(body.entries).toHaveLength(1);
    expect(JSON.stringify(body)).not.toContain('birthDate');
    expect((await saveFields(both, mine, { firstName: 'Ada' })).status).toBe(200);
    const refused = await saveFields(both, seen, { firstName: 'Ada' });
    expect([refused.status, refused.body.code]).toEqual([403, 'permission.denied']);
    const made = await both.post<Selection>('/api/users/selections', { ids: [seen.id] });
    const step = { status: 'INACTIVE', after: null };
    const answer = await both.post<StatusStepAnswer>(`/api/users/selections/${made.body.id}/status`, step);
    expect(answer.body).toMatchObject({
      changed: 0,
      failures: [{ id: seen.id, problem: { code: 'permission.denied' } }],
    });
  });

  it('S058 F48 a look-alike of another unit is not spoken of, one of the own unit is', async () => {
    const person = { lastName: 'Doppel', birthDate: '1950-01-02', firstName: 'Greta' };
    await add('LAW', person);
    const mine = await main.addUser({ ...person, campusCode: 'MAIN' });
    const again = await main.post<Problem>('/api/users', {
      ...person,
      recordType: 'PUBLIC',
      primaryId: randomUUID(),
      campusCode: 'MAIN',
      emails: [{ address: 'x@example.org', types: ['work'], preferred: true }],
    });
    expect(again.body.lookAlikes?.map(({ id }) => id)).toEqual([mine.id]);
  });

  it('F61 an identifier of a user of another unit is taken, and nobody is told by whom', async () => {
    const other = await add('LAW', { lastName: 'Wombat' });
    const mine = await add('MAIN');
    const refused = await saveFields(main, mine, { primaryId: other.primaryId.toUpperCase() });
    expect([refused.status, refused.body.code]).toEqual([409, 'user.identifier-taken']);
    expect(JSON.stringify(refused.body)).not.toMatch(new RegExp(`Wombat|${other.id}|LAW`, 'u'));
  });

  it('F48 jobs, settings and what else is the whole institution’s need a role without a unit', async () => {
    const paths = ['/api/jobs', '/api/settings/titles/history', '/api/settings/id_generation/sequences'];
    for (const path of paths) {
      expect([path, (await main.get(path)).status]).toEqual([path, 403]);
      expect([path, (await everywhere.get(path)).status]).not.toEqual([path, 403]);
    }
    const jobs = await send(socket, 'topic.watch', { topic: 'jobs', on: true });
    expect(jobs.problem?.code).toBe('permission.denied');
  });
});

describe('what is changed across units', () => {
  it('F54 nobody fetches a user into their unit, or puts one where they may not write', async () => {
    const [mine, seen] = [await add('MAIN'), await add('LAW')];
    const fetched = await saveFields(both, seen, { campusCode: 'MAIN' });
    expect(fetched.status).toBe(403);
    for (const campusCode of ['LAW', 'ARTS', null]) {
      const refused = await saveFields(both, mine, { campusCode });
      expect([refused.status, refused.body.errors]).toEqual([403, [{ path: 'campusCode', code: 'unit.beyond-own' }]]);
    }
    expect((await readRecord(everywhere, seen.id)).campusCode).toBe('LAW');
    expect((await readRecord(everywhere, mine.id)).campusCode).toBe('MAIN');
    const outside = { recordType: 'PUBLIC', primaryId: randomUUID(), firstName: 'A', lastName: 'B' };
    const emails = [{ address: 'x@example.org', types: ['work'], preferred: true }];
    expect((await main.post('/api/users', { ...outside, emails })).status).toBe(403);
    expect((await main.post('/api/users', { ...outside, emails, campusCode: 'LAW' })).status).toBe(403);
    expect((await main.post('/api/users', { ...outside, emails, campusCode: 'MAIN' })).status).toBe(201);
  });

  it('F52 S086 nobody grants or takes a role outside their units, or one that holds everywhere', async () => {
    const user = await add('MAIN', { recordType: 'STAFF' });
    const grant = (client: ApiClient, role: string, scope: string | null) =>
      save(client, user, adding('roles', { role, scope }));
    for (const scope of ['LAW', null]) {
      const refused = await grant(main, ROLE.userManager, scope);
      expect([scope, refused.status, refused.body.code]).toEqual([scope, 403, 'permission.denied']);
    }
    expect((await grant(both, ROLE.userAdministrator, null)).status).toBe(403);
    const granted = await grant(main, ROLE.userAdministrator, 'MAIN');
    expect(granted.status).toBe(200);
    const everywhereToo = await save(
      everywhere,
      granted.body,
      adding('roles', { role: ROLE.userManager, scope: null }),
    );
    const [row] = everywhereToo.body.roles.filter(({ scope }) => scope === null);
    const taken = await save(main, everywhereToo.body, { op: 'remove', list: 'roles', id: row?.id });
    expect(taken.status).toBe(403);
    const renamed = await saveFields(main, everywhereToo.body, { primaryId: randomUUID() });
    expect([renamed.status, renamed.body.errors?.[0]?.code]).toEqual([403, 'sign-in.outranks']);
  });

  it('F52 an administrator of one unit is not the last administrator, and does not stand in for them', async () => {
    const admins = await portal.query<{ id: string }>(
      `select u.id from users u join user_role r on r.user_id = u.id where r.role = '50' and r.scope is null`,
    );
    for (const { id } of admins) {
      const isSelf = (await everywhere.get<{ userId: string }>('/api/session')).body.userId === id;
      if (!isSelf) await saveFields(everywhere, await readRecord(everywhere, id), { status: 'INACTIVE' });
    }
    const me = (await everywhere.get<{ userId: string }>('/api/session')).body.userId;
    const refused = await saveFields(everywhere, await readRecord(everywhere, me), { status: 'INACTIVE' });
    expect([refused.status, refused.body.errors?.[0]?.code]).toEqual([422, 'role.last-administrator']);
  });
});

describe('what reaches somebody with a role in one unit live', () => {
  it('F32 nothing of what happens to users of other units, and the sequence goes on without a gap', async () => {
    const frames = await follow(socket);
    const presence = hear(socket, 'presence');
    const locks = hear(socket, 'locks');
    const other = await add('LAW', { lastName: 'Hidden' });
    await saveFields(everywhere, other, { firstName: 'Secret' });
    const theirs = await everywhere.connect();
    const update = { place: 'users', recordId: other.id, mode: 'editing', field: 'firstName' } as const;
    await ask(theirs, 'presence.set', update);
    const mine = await add('MAIN');
    await eventually(() => {
      expect(frames.flatMap(({ changes }) => changes).some(({ recordId }) => recordId === mine.id)).toBe(true);
    });
    expect(JSON.stringify(frames)).not.toMatch(new RegExp(`Hidden|Secret|${other.id}`, 'u'));
    for (const [at, frame] of frames.slice(1).entries()) expect(frame.from).toBe(frames[at]?.to);
    expect(JSON.stringify([presence, locks])).not.toContain(other.id);
  });

  it('F31 watching, visiting and deleting a record of another unit is as if there were none', async () => {
    const other = await add('LAW');
    const theirs = await everywhere.connect();
    const update = { place: 'users', recordId: other.id, mode: 'editing', field: 'firstName' } as const;
    await ask(theirs, 'presence.set', update);
    for (const recordId of [other.id, randomUUID()]) {
      expect(await ask(socket, 'records.watch', { recordIds: [recordId] })).toEqual({ presence: [], locks: [] });
      expect((await send(socket, 'presence.set', { ...update, recordId })).problem?.code).toBe('resource.not-found');
      const news = await ask(socket, 'deletion.watch', { recordId });
      expect(news).toEqual({ recordId, deletion: null });
    }
    await ask(socket, 'deletion.watch', { recordId: null });
  });

  it('F32 a user who moves away is gone, with presence, and one who comes is there', async () => {
    const [leaving, coming] = [await add('MAIN', { lastName: 'Goer' }), await add('LAW', { lastName: 'Comer' })];
    const frames = await follow(socket);
    const presence = hear(socket, 'presence');
    await ask(socket, 'records.watch', { recordIds: [leaving.id] });
    await saveFields(everywhere, leaving, { campusCode: 'LAW' });
    await saveFields(everywhere, coming, { campusCode: 'MAIN' });
    await eventually(() => {
      const told = frames.flatMap(({ changes }) => changes);
      expect(told.map(({ recordId, action }) => [recordId, action])).toEqual([
        [leaving.id, 'gone'],
        [coming.id, 'created'],
      ]);
    });
    const told = frames.flatMap(({ changes }) => changes);
    expect(JSON.stringify(told)).not.toMatch(/LAW|Goer/u);
    const theirs = await everywhere.connect();
    const heard = presence.length;
    await ask(theirs, 'presence.set', { place: 'users', recordId: leaving.id, mode: 'viewing', field: null });
    await ask(theirs, 'records.watch', { recordIds: [leaving.id] });
    await ask(socket, 'records.watch', { recordIds: [] });
    expect(presence.slice(heard)).toEqual([]);
  });

  it('F32 S027 whoever loses a unit loses the connection with it', async () => {
    const client = await signedInWith(portal, [ROLE.researchObserver, 'MAIN'], [ROLE.researchObserver, 'LAW']);
    const ended = hear(await client.connect(), 'session.ended');
    const { userId } = (await client.get<{ userId: string }>('/api/session')).body;
    await portal.query(`delete from user_role where user_id = $1 and scope = 'LAW'`, [userId]);
    await eventually(() => {
      expect(ended).toEqual([{ reason: 'rights-changed' }]);
    });
    client.close();
  });
});
