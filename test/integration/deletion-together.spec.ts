import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { HistoryPage } from '../../backend/src/contract/changes.js';
import type { Dashboard } from '../../backend/src/contract/dashboard.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { Lookout } from '../../backend/src/platform/lookout/lookout.js';
import { ChangeTail } from '../../backend/src/realtime/change-tail.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { synchronise } from '../fixtures/feed-run.js';
import type { ApiClient } from '../support/api-client.js';
import { deleteUser, holdPath, placeHold } from '../support/deletion.js';
import { eventually } from '../support/eventually.js';
import { whileHeld } from '../support/hold-changes.js';
import { ask, follow, hear } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { readRecord, saveFields } from '../support/records.js';

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
      // The access log is written a moment after what it notes, and may wait for the same person.
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
      and query not like '%insert into access_log%'`,
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

describe('deleting and somebody else at once', () => {
  it('S121 F39 a record that was changed since it was seen is not deleted, and the answer says so', async () => {
    const user = await ada.addUser();
    await saveFields(ada, user, { jobDescription: 'Reader' });
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
      const [deleted, saved] = await Promise.all([
        deleteUser(ada, user),
        saveFields(ada, user, { jobDescription: 'Reader' }),
      ]);
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
    expect((await saveFields(grace, user, { jobDescription: 'Reader' })).status).toBe(401);
    expect(await readRecord(ada, user.id)).toMatchObject({ version: 1 });
  });

  it.each(['before', 'after'])('S121 what somebody writes just %s they are deleted leaves no name', async (when) => {
    const grace = await portal.signedIn();
    const { body: me } = await grace.get<{ userId: string; displayName: string }>('/api/session');
    const record = await readRecord(ada, me.userId);
    const user = await ada.addUser();
    const acts = [() => saveFields(grace, user, { jobDescription: 'Reader' }), () => deleteUser(ada, record)];
    if (when === 'after') acts.reverse();
    await whileHeld(portal, async (release) => {
      const answers: Promise<{ status: number }>[] = [];
      for (const act of acts) {
        answers.push(act());
        await waiting(answers.length);
      }
      await release();
      const statuses = (await Promise.all(answers)).map(({ status }) => status);
      expect(statuses).toEqual(when === 'before' ? [200, 204] : [204, 401]);
    });
    expect(await portal.query('select 1 from change_log where actor = $1', [me.displayName])).toEqual([]);
    expect((await readRecord(ada, user.id)).jobDescription).toBe(when === 'before' ? 'Reader' : null);
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
    await saveFields(ada, user, { jobDescription: 'Reader' });
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
    const lookout = Reflect.get(portal.get(ChangeTail), 'lookout') as Lookout;
    Object.assign(lookout, { looking: true }); // it thinks it is at it already, and looks no further
    await saveFields(ada, user, { status: 'INACTIVE', recordType: 'STAFF' });
    await deleteUser(ada, { ...user, version: 2 });
    Object.assign(lookout, { looking: false });
    await eventually(async () => {
      expect(frames.at(-1)?.changes).toMatchObject([{ recordId: user.id, action: 'deleted' }]);
      const now = (await ada.get<Dashboard>('/api/dashboard')).body;
      expect([now.total, countsOf(now)]).toEqual([before.total, countsOf(before)]);
    });
    expect(frames.at(-1)).toMatchObject({ to: (frames.at(-1)?.from ?? 0) + 2 });
    expect(JSON.stringify(frames)).not.toMatch(/Erased|INACTIVE/u);
  });
});
