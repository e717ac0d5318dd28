import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { HistoryPage } from '../../backend/src/contract/changes.js';
import type { Dashboard } from '../../backend/src/contract/dashboard.js';
import type { HoldList } from '../../backend/src/contract/deletion.js';
import { HOLD_KINDS } from '../../backend/src/contract/deletion.js';
import { ROLE, ROLE_CODES } from '../../backend/src/contract/permissions.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import { LocksService } from '../../backend/src/locks/locks.service.js';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import { ChangeTail } from '../../backend/src/realtime/change-tail.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { ended, synchronise, upload } from '../fixtures/feed-run.js';
import type { ApiClient } from '../support/api-client.js';
import { blockersOf, clearHold, deleteUser, holdPath, placeHold, putResearcher } from '../support/deletion.js';
import { eventually } from '../support/eventually.js';
import { whileHeld } from '../support/hold-changes.js';
import { ask, follow, hear } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { listPage, readRecord, saveFields } from '../support/records.js';

const NOBODY = '88888888-8888-4888-8888-888888888888';
const PROFILE = { label: 'Nightly import' };

let portal: TestPortal;
let ada: ApiClient;
let folder: FeedFolder;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
  folder = await FeedFolder.create();
});
afterAll(async () => {
  ada.close();
  await portal.stop();
  await folder.remove();
});

async function idOf(primaryId: string): Promise<string> {
  const [row] = await portal.query<{ id: string }>('select id from users where primary_id = $1', [primaryId]);
  return row?.id ?? '';
}

/** Waits until so many in the database wait for a lock, which is how a race is brought to its meeting point. */
function waiting(count: number): Promise<void> {
  return eventually(async () => {
    const found = await portal.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(found).toHaveLength(count);
  });
}

/** A transaction of somebody else, open until it is committed. */
async function meanwhile(statement: string, params: unknown[]): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: portal.databaseUrl });
  await client.connect();
  await client.query('begin');
  await client.query(statement, params);
  return async () => {
    await client.query('commit');
    await client.end();
  };
}

describe('who may delete', () => {
  it.each(ROLE_CODES)(
    'S001 S002 role %s deletes, asks and holds only as User Manager or User Administrator',
    async (role) => {
      const client = await portal.signedIn([role]);
      const user = await ada.addUser();
      const mayDelete = role === ROLE.userManager || role === ROLE.userAdministrator;
      const hold = await client.request('PUT', holdPath(user.id, 'md-editor', 'x'), PROFILE);
      expect(hold.status).toBe(mayDelete ? 200 : 403);
      expect((await client.get(`/api/users/${user.id}/deletion`)).status).toBe(mayDelete ? 200 : 403);
      expect((await deleteUser(client, user)).status).toBe(mayDelete ? 409 : 403);
      if (mayDelete) await clearHold(client, user.id, 'md-editor', 'x');
      expect((await deleteUser(client, user)).status).toBe(mayDelete ? 204 : 403);
    },
  );

  it('S002 F52 nobody deletes somebody who may do more than they', async () => {
    const manager = await portal.signedIn([ROLE.userManager]);
    const above = await readRecord(ada, await portal.addAccount(`above-${randomUUID()}`));
    const refused = await deleteUser(manager, above);
    expect(refused.body).toMatchObject({ code: 'user.not-deletable', blockers: [{ reason: 'outranks' }] });
    expect((await deleteUser(ada, above)).status).toBe(204);
  });
});

describe('what stands against deleting', () => {
  it.each([
    ['S116', 'locked-record'],
    ['S117', 'import-profile'],
    ['S118', 'md-editor'],
  ] as const)(
    '%s S122 a hold of the kind %s refuses it, with label, reference and link, until it is cleared',
    async (_row, kind) => {
      const user = await ada.addUser();
      const link = 'https://catalogue.example.org/9912345';
      await placeHold(ada, user.id, kind, 'MMS 99/12', { label: 'The Connexion', link });
      const reason = { reason: 'hold', kind, reference: 'MMS 99/12', label: 'The Connexion', link, expiresAt: null };
      expect(await blockersOf(ada, user.id)).toMatchObject([reason]);
      const refused = await deleteUser(ada, user);
      expect([refused.status, refused.body?.code]).toEqual([409, 'user.not-deletable']);
      expect(refused.body?.blockers).toMatchObject([reason]);
      expect(await readRecord(ada, user.id)).toMatchObject({ version: user.version });
      await clearHold(ada, user.id, kind, 'MMS 99/12');
      expect((await deleteUser(ada, user)).status).toBe(204);
    },
  );

  it('S116 S117 S118 holds are placed once however often, each under its own reference, and change nothing of the record', async () => {
    const user = await ada.addUser();
    for (const kind of HOLD_KINDS) await placeHold(ada, user.id, kind, '1', PROFILE);
    await placeHold(ada, user.id, 'md-editor', '1', { label: 'Renamed' });
    await placeHold(ada, user.id, 'md-editor', '2', PROFILE);
    await clearHold(ada, user.id, 'md-editor', 'unheard of');
    const { holds } = (await ada.get<HoldList>(`/api/users/${user.id}/holds`)).body;
    expect(holds.map(({ kind, reference, label }) => `${kind} ${reference} ${label}`).sort()).toEqual([
      'import-profile 1 Nightly import',
      'locked-record 1 Nightly import',
      'md-editor 1 Renamed',
      'md-editor 2 Nightly import',
    ]);
    const now = await readRecord(ada, user.id);
    expect([now.version, now.seq]).toEqual([user.version, user.seq]);
  });

  it('S118 a hold with a lease ends by itself, by the clock of the database', async () => {
    const user = await ada.addUser();
    await placeHold(ada, user.id, 'md-editor', 'tab', { label: 'Open', leaseSeconds: 60 });
    expect(await blockersOf(ada, user.id)).toHaveLength(1);
    await portal.query(`update deletion_hold set expires_at = clock_timestamp() where user_id = $1`, [user.id]);
    expect(await blockersOf(ada, user.id)).toEqual([]);
    expect((await ada.get<HoldList>(`/api/users/${user.id}/holds`)).body.holds).toEqual([]);
    await placeHold(ada, user.id, 'md-editor', 'tab', { label: 'Open', leaseSeconds: 60 });
    expect(await blockersOf(ada, user.id)).toHaveLength(1);
  });

  it.each([
    ['a kind nobody knows', 'loan', '1', PROFILE, 'request.invalid'],
    ['no label', 'md-editor', '1', { label: ' ' }, 'request.invalid'],
    ['an unknown key', 'md-editor', '1', { ...PROFILE, until: 'noon' }, 'request.invalid'],
    ['a lease of no time', 'md-editor', '1', { ...PROFILE, leaseSeconds: 0 }, 'request.invalid'],
    ['a link that runs code', 'md-editor', '1', { ...PROFILE, link: 'javascript:alert(1)' }, 'request.invalid'],
    ['a reference too long', 'md-editor', 'x'.repeat(201), PROFILE, 'request.invalid'],
  ])('S116 F49 %s is refused and holds nothing', async (_what, kind, reference, hold, code) => {
    const user = await ada.addUser();
    const answer = await ada.request<Problem>('PUT', holdPath(user.id, kind, reference), hold);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect(await blockersOf(ada, user.id)).toEqual([]);
  });

  it('S116 S003 nobody who does not exist is held or made a researcher', async () => {
    expect((await ada.request('PUT', holdPath(NOBODY, 'md-editor', '1'), PROFILE)).status).toBe(404);
    expect((await putResearcher(ada, NOBODY, { assets: 0, grants: 0 })).status).toBe(404);
    expect((await ada.get(`/api/users/${NOBODY}/deletion`)).status).toBe(404);
    expect((await deleteUser(ada, { id: NOBODY, version: 1 })).status).toBe(404);
  });

  it('S119 F86 a running job that holds the record refuses it, with its id and progress', async () => {
    await synchronise(ada, await folder.zip({ 'a.xml': [aSourceUser('s119')] }));
    const user = await readRecord(ada, await idOf('s119'));
    const changed = aSourceUser('s119', { fields: { lastName: 'Hardy' } });
    const path = await folder.zip({ 'a.xml': [changed] });
    await whileHeld(portal, async (release) => {
      const { body: job } = await upload(ada, path);
      await eventually(async () => {
        expect(await blockersOf(ada, user.id)).toMatchObject([
          { reason: 'job', part: 'holds', jobId: job.id, fileName: 'people.zip', processed: 0, total: 1 },
        ]);
      });
      const refused = await deleteUser(ada, user);
      expect(refused.body).toMatchObject({ code: 'user.not-deletable', blockers: [{ reason: 'job', jobId: job.id }] });
      await release();
      await ended(ada, job.id);
    });
    expect(await blockersOf(ada, user.id)).toEqual([]);
  });

  it('S119 a job that has put the record off, and one its owner started, refuse it as well', async () => {
    const grace = await portal.signedIn();
    const { body: me } = await grace.get<{ userId: string }>('/api/session');
    await synchronise(ada, await folder.zip({ 'a.xml': [aSourceUser('s119-off')] }));
    const id = await idOf('s119-off');
    const request = { kind: 'exclusive', holderId: null, holder: 'Ada', reason: 'alone', jobId: null } as const;
    const lease = await portal.get(LocksService).acquire(SYSTEM, [id], request);
    expect(await blockersOf(ada, id)).toMatchObject([{ reason: 'lock', holder: 'Ada', text: 'alone' }]);
    const changed = aSourceUser('s119-off', { fields: { lastName: 'Hardy' } });
    const { body: job } = await upload(grace, await folder.zip({ 'a.xml': [changed] }));
    await eventually(async () => {
      expect((await blockersOf(ada, id)).at(0)).toMatchObject({ reason: 'job', part: 'waits', jobId: job.id });
    });
    expect(await blockersOf(ada, me.userId)).toMatchObject([{ reason: 'job', part: 'started', jobId: job.id }]);
    await portal.query(`update record_lock set expires_at = clock_timestamp() where id = $1`, [lease?.token]);
    await ended(ada, job.id);
    expect(await blockersOf(ada, id)).toEqual([]);
    expect(await blockersOf(ada, me.userId)).toEqual([]);
  });

  it('S120 a researcher with assets or grants refuses it; one without does not', async () => {
    const user = await ada.addUser();
    for (const [assets, grants] of [
      [3, 0],
      [0, 2],
      [3, 2],
    ] as const) {
      expect((await putResearcher(ada, user.id, { assets, grants })).status).toBe(200);
      expect(await blockersOf(ada, user.id)).toEqual([{ reason: 'researcher', assets, grants }]);
      expect((await deleteUser(ada, await readRecord(ada, user.id))).status).toBe(409);
    }
    await putResearcher(ada, user.id, { assets: 0, grants: 0 });
    expect((await deleteUser(ada, await readRecord(ada, user.id))).status).toBe(204);
    expect(await portal.query('select 1 from researcher where user_id = $1', [user.id])).toEqual([]);
  });

  it('S122 F100 every reason is said at once, and deleting works when all have gone', async () => {
    const user = await ada.addUser();
    for (const kind of HOLD_KINDS) await placeHold(ada, user.id, kind, kind, PROFILE);
    await putResearcher(ada, user.id, { affiliation: 'Mathematics', assets: 2, grants: 1 });
    const request = { kind: 'exclusive', holderId: null, holder: 'Ada', reason: 'alone', jobId: null } as const;
    const lease = await portal.get(LocksService).acquire(SYSTEM, [user.id], request);
    const refused = await deleteUser(ada, user);
    const reasons = ['hold', 'hold', 'hold', 'lock', 'researcher'];
    expect(refused.body?.blockers?.map(({ reason }) => reason)).toEqual(reasons);
    for (const kind of HOLD_KINDS) await clearHold(ada, user.id, kind, kind);
    await portal.query(`update record_lock set expires_at = clock_timestamp() where id = $1`, [lease?.token]);
    await putResearcher(ada, user.id, { assets: 0, grants: 0 });
    expect((await deleteUser(ada, await readRecord(ada, user.id))).status).toBe(204);
  });
});

describe('researcher records', () => {
  it('S003 S019 S109 make the user a researcher, for good and ill, with version, history and live change', async () => {
    const user = await ada.addUser();
    const socket = await ada.connect();
    const frames = await follow(socket);
    expect((await ada.get(`/api/users/${user.id}/researcher`)).status).toBe(404);
    await putResearcher(ada, user.id, { affiliation: 'Mathematics', assets: 1, grants: 0 });
    expect(await readRecord(ada, user.id)).toMatchObject({ isResearcher: true, version: 2 });
    expect((await listPage(ada, { researcher: 'yes' })).rows.map(({ id }) => id)).toContain(user.id);
    await putResearcher(ada, user.id, { affiliation: 'Mathematics', assets: 1, grants: 0 });
    const inUse = await ada.request<Problem>('DELETE', `/api/users/${user.id}/researcher`);
    expect(inUse.body).toMatchObject({ status: 422, errors: [{ path: 'assets', code: 'researcher.in-use' }] });
    await putResearcher(ada, user.id, { affiliation: 'Mathematics', assets: 0, grants: 0 });
    expect((await ada.request('DELETE', `/api/users/${user.id}/researcher`)).status).toBe(204);
    expect((await ada.request('DELETE', `/api/users/${user.id}/researcher`)).status).toBe(204);
    expect(await readRecord(ada, user.id)).toMatchObject({ isResearcher: false, version: 4 });
    await eventually(() => {
      const heard = frames.flatMap(({ changes }) => changes).filter(({ recordId }) => recordId === user.id);
      expect(heard.map(({ version, source, fields }) => [version, source, fields.map(({ field }) => field)])).toEqual([
        [2, 'API', ['isResearcher', 'researcher']],
        [3, 'API', ['researcher']],
        [4, 'API', ['isResearcher', 'researcher']],
      ]);
    });
  });

  it('S003 S019 a feed that calls the owner of a researcher record no researcher is not believed', async () => {
    await synchronise(ada, await folder.zip({ 'a.xml': [aSourceUser('s003')] }));
    const id = await idOf('s003');
    await putResearcher(ada, id, { assets: 0, grants: 0 });
    const changed = aSourceUser('s003', { isResearcher: false, fields: { lastName: 'Hardy' } });
    await synchronise(ada, await folder.zip({ 'a.xml': [changed] }));
    expect(await readRecord(ada, id)).toMatchObject({ lastName: 'Hardy', isResearcher: true });
  });
});

describe('deleting and somebody else at once', () => {
  it('S121 F39 a record that was changed since it was seen is not deleted, and the answer says so', async () => {
    const user = await ada.addUser();
    await saveFields(ada, user, { title: 'DR' });
    const refused = await deleteUser(ada, user);
    expect(refused.body).toMatchObject({ status: 409, code: 'record.conflict', version: 2 });
    const bad = await ada.request<Problem>('DELETE', `/api/users/${user.id}`);
    expect(bad.body).toMatchObject({ status: 400, errors: [{ path: 'version' }] });
    expect((await deleteUser(ada, { ...user, version: 2 })).status).toBe(204);
  });

  it('S121 F96 a retry of a deletion whose answer was lost gets the first answer', async () => {
    const user = await ada.addUser();
    const headers = { 'idempotency-key': randomUUID() };
    expect((await deleteUser(ada, user, headers)).status).toBe(204);
    expect((await deleteUser(ada, user, headers)).status).toBe(204);
    expect((await deleteUser(ada, user)).status).toBe(404);
  });

  it('S116 F100 a hold that is being placed is waited for, and refuses the deletion', async () => {
    const user = await ada.addUser();
    const commit = await meanwhile(
      `insert into deletion_hold (user_id, kind, reference, label) values ($1, 'md-editor', 'x', 'Open')`,
      [user.id],
    );
    const deleting = deleteUser(ada, user);
    await waiting(1);
    await commit();
    expect((await deleting).body).toMatchObject({ code: 'user.not-deletable', blockers: [{ reference: 'x' }] });
  });

  it('S116 F100 a hold that comes while the user is being deleted is refused', async () => {
    const user = await ada.addUser();
    await whileHeld(portal, async (release) => {
      const deleting = deleteUser(ada, user);
      await waiting(1);
      const holding = ada.request<Problem>('PUT', holdPath(user.id, 'md-editor', 'x'), PROFILE);
      await waiting(2);
      await release();
      expect((await deleting).status).toBe(204);
      expect((await holding).status).toBe(404);
    });
  });

  it('S116 S121 F98 hold and deletion at the same moment: one of them wins, never both', async () => {
    for (let round = 0; round < 20; round += 1) {
      const user = await ada.addUser();
      const [deleted, held] = await Promise.all([
        deleteUser(ada, user),
        ada.request('PUT', holdPath(user.id, 'import-profile', 'p'), PROFILE),
      ]);
      expect([
        [204, 404],
        [409, 200],
      ]).toContainEqual([deleted.status, held.status]);
    }
  });

  it('S121 F98 save and deletion at the same moment: a save that was accepted was there, or the user still is', async () => {
    for (let round = 0; round < 20; round += 1) {
      const user = await ada.addUser();
      const [deleted, saved] = await Promise.all([deleteUser(ada, user), saveFields(ada, user, { title: 'DR' })]);
      expect([
        [204, 404],
        [409, 200],
      ]).toContainEqual([deleted.status, saved.status]);
    }
  });

  it('S119 F86 a feed and a deletion at the same moment: the feed never writes into a record that is gone', async () => {
    const ids = Array.from({ length: 8 }, (_, at) => `race-${at}`);
    await synchronise(ada, await folder.zip({ 'a.xml': ids.map((id) => aSourceUser(id)) }));
    const users = await Promise.all(ids.map(async (id) => readRecord(ada, await idOf(id))));
    const changed = ids.map((id) => aSourceUser(id, { fields: { lastName: 'Hardy' } }));
    const running = synchronise(ada, await folder.zip({ 'a.xml': changed }));
    const statuses: number[] = [];
    for (const user of users) statuses.push((await deleteUser(ada, user)).status);
    expect((await running).state).toBe('completed');
    for (const [at, user] of users.entries()) {
      const gone = (await ada.get(`/api/users/${user.id}`)).status === 404;
      expect([at, gone]).toEqual([at, statuses[at] === 204]);
    }
  });

  it('S121 F29 whoever is deleted is out within a second, and what they were doing is not done', async () => {
    const grace = await portal.signedIn();
    const { body: me } = await grace.get<{ userId: string }>('/api/session');
    const socket = await grace.connect();
    const user = await ada.addUser();
    const deleted = await deleteUser(ada, await readRecord(ada, me.userId));
    expect(deleted.status).toBe(204);
    await eventually(() => {
      expect(socket.connected).toBe(false);
    }, 1000);
    expect((await saveFields(grace, user, { title: 'DR' })).status).toBe(401);
    expect(await readRecord(ada, user.id)).toMatchObject({ version: 1 });
  });

  it('S121 a write of somebody who is being deleted comes before, or not at all', async () => {
    const grace = await portal.signedIn();
    const { body: me } = await grace.get<{ userId: string; displayName: string }>('/api/session');
    const record = await readRecord(ada, me.userId);
    const user = await ada.addUser();
    const [deleted, saved] = await Promise.all([deleteUser(ada, record), saveFields(grace, user, { title: 'DR' })]);
    expect(deleted.status).toBe(204);
    expect([200, 401]).toContain(saved.status);
    const names = await portal.query('select 1 from change_log where actor = $1', [me.displayName]);
    expect(names).toEqual([]);
  });
});

function countsOf({ users }: Dashboard): string[] {
  return users
    .map(({ recordType, accountType, status, count }) => `${recordType} ${accountType} ${status} ${count}`)
    .sort();
}

describe('what others see', () => {
  it('S121 S122 everybody hears at once who deleted which record, and nothing more of it', async () => {
    const user = await ada.addUser({ firstName: 'Sofja', lastName: 'Kowalewskaja' });
    const grace = await portal.signedIn();
    const { body: me } = await ada.get<{ displayName: string }>('/api/session');
    const frames = await follow(await grace.connect());
    await deleteUser(ada, user);
    const change = { recordId: user.id, action: 'deleted', actor: me.displayName, recordName: '', fields: [] };
    await eventually(() => {
      expect(frames.flatMap(({ changes }) => changes)).toMatchObject([change]);
    });
    grace.close();
    expect((await ada.get(`/api/users/${user.id}`)).status).toBe(404);
    const { body } = await ada.get<HistoryPage>(`/api/users/${user.id}/history`);
    expect(body.entries).toMatchObject([change]);
  });

  it('S122 a tab that asks to delete is told as reasons come and go, and when the user is gone', async () => {
    const user = await ada.addUser();
    const socket = await ada.connect();
    const news = hear(socket, 'deletion');
    const asked = await ask(socket, 'deletion.watch', { recordId: user.id });
    expect(asked).toMatchObject({
      recordId: user.id,
      deletion: { version: 1, primaryId: user.primaryId, blockers: [] },
    });
    const last = (expected: object): Promise<void> =>
      eventually(() => {
        expect(news.at(-1)).toMatchObject(expected);
      });
    await placeHold(ada, user.id, 'md-editor', 'x', { label: 'Open', leaseSeconds: 60 });
    await last({ deletion: { blockers: [{ reason: 'hold', reference: 'x' }] } });
    await portal.query(`update deletion_hold set expires_at = clock_timestamp() where user_id = $1`, [user.id]);
    await last({ deletion: { blockers: [] } });
    await saveFields(ada, user, { title: 'DR' });
    await last({ deletion: { version: 2 } });
    await deleteUser(ada, { ...user, version: 2 });
    await last({ recordId: user.id, deletion: null });
    expect(await ask(socket, 'deletion.watch', { recordId: null })).toBeNull();
  });

  it('S121 F106 a node that was behind hears nothing of what was erased, and counts right all the same', async () => {
    const before = (await ada.get<Dashboard>('/api/dashboard')).body;
    const user = await ada.addUser({ firstName: 'Erased', recordType: 'CONTACT' });
    await eventually(async () => {
      expect((await ada.get<Dashboard>('/api/dashboard')).body.total).toBe(before.total + 1);
    });
    const frames = await follow(await ada.connect());
    const tail = portal.get(ChangeTail);
    Object.assign(tail, { reading: true }); // it thinks it is at it already, and looks no further
    await saveFields(ada, user, { status: 'INACTIVE', recordType: 'STAFF' });
    await deleteUser(ada, { ...user, version: 2 });
    Object.assign(tail, { reading: false });
    await eventually(async () => {
      expect(frames.at(-1)?.changes).toMatchObject([{ recordId: user.id, action: 'deleted' }]);
      const now = (await ada.get<Dashboard>('/api/dashboard')).body;
      expect([now.total, countsOf(now)]).toEqual([before.total, countsOf(before)]);
    });
    expect(frames.at(-1)).toMatchObject({ to: (frames.at(-1)?.from ?? 0) + 2 });
    expect(JSON.stringify(frames)).not.toMatch(/Erased|INACTIVE/u);
  });
});
