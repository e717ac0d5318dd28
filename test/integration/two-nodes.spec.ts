import { jest } from '@jest/globals';
import { Passwords } from '../../backend/src/auth/passwords.js';
import { SignInService } from '../../backend/src/auth/sign-in.js';
import type { HistoryPage } from '../../backend/src/contract/changes.js';
import type { Dashboard } from '../../backend/src/contract/dashboard.js';
import { LocksService } from '../../backend/src/locks/locks.service.js';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { ask, follow, hear } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startSecondNode, startTestPortal } from '../support/portal.js';
import { readRecord, saveFields } from '../support/records.js';

const WRONG = 'wrong horse battery staple';

let one: TestPortal;
let two: TestPortal;
let ada: ApiClient;
let before: { seq: number };

beforeAll(async () => {
  one = await startTestPortal();
  ada = await one.signedIn();
  before = await ada.addUser();
  await saveFields(ada, await readRecord(ada, (await ada.addUser()).id), { title: 'DR' });
  two = await startSecondNode(one);
});
afterEach(() => {
  ada.close();
});
afterAll(async () => {
  await two.stop();
  await one.stop();
});

/** The same session at the second node, as behind a proxy. */
function atTwo(client: ApiClient): ApiClient {
  const other = new ApiClient(two.url);
  other.cookie = client.cookie;
  return other;
}

/** Signs in at one node itself, without the wait that makes all refusals take the same time. */
async function isRight(node: TestPortal, primaryId: string, password: string): Promise<boolean> {
  return node
    .get(SignInService)
    .signIn(primaryId, password, { ip: '127.0.0.1', userAgent: null })
    .then(
      () => true,
      () => false,
    );
}

async function cutDoorbells(): Promise<void> {
  const cut = await one.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'rollcall doorbell'`,
  );
  expect(cut.length).toBeGreaterThan(0);
}

describe('two nodes on one database', () => {
  it('S025 F10 an account locked at one node is locked at the other, until the same moment', async () => {
    await one.addAccount('f10');
    for (let time = 0; time < 5; time += 1) await isRight(one, 'f10', WRONG);
    expect([await isRight(one, 'f10', PASSWORD), await isRight(two, 'f10', PASSWORD)]).toEqual([false, false]);
    await one.query(
      `update attempt_counter set locked_at = clock_timestamp() - interval '30 minutes' from users
      where users.id = user_id and primary_id = 'f10'`,
    );
    expect([await isRight(two, 'f10', PASSWORD), await isRight(one, 'f10', PASSWORD)]).toEqual([true, true]);
  });

  it('S025 F03 F10 wrong passwords at both nodes at once are tried five times in all and lock once', async () => {
    const id = await one.addAccount('f03');
    const tried = [one, two].map((node) => jest.spyOn(node.get(Passwords), 'verify'));
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, at) => isRight(at % 2 === 0 ? one : two, 'f03', WRONG)),
    );
    expect(new Set(answers)).toEqual(new Set([false]));
    expect(tried.reduce((sum, { mock }) => sum + mock.calls.length, 0)).toBe(5);
    jest.restoreAllMocks();
    const { body } = await ada.get<HistoryPage>(`/api/users/${id}/history`);
    expect(body.entries.filter(({ action }) => action === 'sign-in-locked')).toHaveLength(1);
  });

  it('S025 F04 F10 right passwords at both nodes at once all sign in', async () => {
    await one.addAccount('f04');
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) => isRight(at % 2 === 0 ? one : two, 'f04', PASSWORD)),
    );
    expect(new Set(answers)).toEqual(new Set([true]));
  });

  it('B03 what is saved at one node appears at the other', async () => {
    const frames = await follow(await atTwo(ada).connect());
    const { id } = await ada.addUser();
    await eventually(() => {
      expect(frames.flatMap(({ changes }) => changes)).toMatchObject([{ recordId: id, action: 'created' }]);
    });
  });

  it('F42 a node answers from the table what was written before it started', async () => {
    const socket = await atTwo(ada).connect();
    const answer = await ask(socket, 'changes.resume', { since: before.seq - 1 });
    expect(answer).toMatchObject({ resync: false, from: before.seq - 1 });
    expect(answer).toHaveProperty('changes.0.seq', before.seq);
  });

  it('F45 with every doorbell cut, saves work and changes still arrive; then the doorbells are back', async () => {
    const second = atTwo(ada);
    const frames = await follow(await second.connect());
    await cutDoorbells();
    const user = await ada.addUser();
    expect((await saveFields(ada, user, { title: 'DR' })).status).toBe(200);
    await eventually(() => {
      expect(frames.flatMap(({ changes }) => changes.map(({ version }) => version))).toEqual([1, 2]);
    });
    for (const client of [ada, second]) {
      await eventually(async () => {
        expect((await client.get('/api/health')).body).toEqual({ ready: true, failing: [], degraded: [] });
      });
    }
  });

  it('F29 signing out at one node cuts the sockets of that session at the other', async () => {
    const grace = await one.signedIn();
    const socket = await atTwo(grace).connect();
    const reasons = hear(socket, 'session.ended');
    await grace.request('DELETE', '/api/session');
    await eventually(() => {
      expect(socket.connected).toBe(false);
    });
    expect(reasons).toEqual([{ reason: 'revoked' }]);
    expect((await atTwo(grace).get('/api/session')).status).toBe(401);
  });

  it('F29 deactivating somebody at one node cuts their sockets at the other', async () => {
    const grace = await one.signedIn();
    const { body } = await grace.get<{ userId: string }>('/api/session');
    const socket = await atTwo(grace).connect();
    await saveFields(ada, await readRecord(ada, body.userId), { status: 'INACTIVE' });
    await eventually(() => {
      expect(socket.connected).toBe(false);
    });
  });

  it('F41 a record locked at one node is held at the other, and shown so', async () => {
    const user = await ada.addUser();
    const second = atTwo(ada);
    const socket = await second.connect();
    const locks = hear(socket, 'locks');
    await ask(socket, 'records.watch', { recordIds: [user.id] });
    const request = { kind: 'job', holderId: null, holder: 'feed', reason: 'synchronise', jobId: null } as const;
    await one.get(LocksService).acquire(SYSTEM, [user.id], request);
    expect((await saveFields(second, user, { title: 'DR' })).status).toBe(423);
    await eventually(() => {
      expect(locks.at(-1)).toMatchObject({ locks: [{ recordId: user.id, lock: { holder: 'feed' } }] });
    });
  });

  it('B04 F38 F39 saves at both nodes at once lose nothing', async () => {
    for (let round = 0; round < 8; round += 1) {
      const user = await ada.addUser();
      const second = atTwo(ada);
      const [title, job, other] = await Promise.all([
        saveFields(ada, user, { title: 'DR' }),
        saveFields(second, user, { jobDescription: 'Maps' }),
        saveFields(second, user, { title: 'PROF' }),
      ]);
      expect(job.status).toBe(200);
      expect([title.status, other.status].sort()).toEqual([200, 409]);
      const kept = title.status === 200 ? 'DR' : 'PROF';
      expect(await readRecord(ada, user.id)).toMatchObject({ title: kept, jobDescription: 'Maps', version: 3 });
    }
  });

  it('S005 both nodes count the same', async () => {
    await ada.addUser({ recordType: 'CONTACT' });
    await eventually(async () => {
      const [here, there] = await Promise.all(
        [ada, atTwo(ada)].map(async (c) => (await c.get<Dashboard>('/api/dashboard')).body),
      );
      const [rows] = await one.query<{ n: number }>('select count(*)::int as n from users');
      expect([here?.total, there?.total]).toEqual([rows?.n, rows?.n]);
    });
  });
});
