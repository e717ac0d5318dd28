import { randomUUID } from 'node:crypto';
import type { Dashboard } from '../../backend/src/contract/dashboard.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { LocksService } from '../../backend/src/locks/locks.service.js';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import { UnitOfWork } from '../../backend/src/platform/database/unit-of-work.js';
import type { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { ask, hear } from '../support/live.js';
import { lockedFor } from '../support/lockout.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { listPage, readRecord, saveFields } from '../support/records.js';

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterEach(() => {
  ada.close();
});
afterAll(() => portal.stop());

async function dashboard(client = ada): Promise<Dashboard> {
  return (await client.get<Dashboard>('/api/dashboard')).body;
}

async function expectCounted(): Promise<void> {
  const counted = await portal.query<Dashboard['users'][number]>(
    `select record_type as "recordType", account_type as "accountType", status, count(*)::int as count
    from users group by 1, 2, 3`,
  );
  const order = (one: object, other: object): number => JSON.stringify(one).localeCompare(JSON.stringify(other));
  await eventually(async () => {
    const { users, total } = await dashboard();
    const shown = users.map(({ recordType, accountType, status, count }) => ({
      recordType,
      accountType,
      status,
      count,
    }));
    expect(shown.sort(order)).toEqual(counted.sort(order));
    expect(total).toBe(counted.reduce((sum, { count }) => sum + count, 0));
  });
}

describe('the dashboard', () => {
  it('S005 counts users by record type, account type and status, and follows every change of them', async () => {
    const user = await ada.addUser({ recordType: 'CONTACT' });
    await expectCounted();
    const inactive = await saveFields(ada, user, { status: 'INACTIVE' });
    await expectCounted();
    await saveFields(ada, inactive.body, { recordType: 'NON_AFFILIATED', status: 'ACTIVE', title: 'DR' });
    await saveFields(ada, await readRecord(ada, user.id), { title: 'PROF' });
    await ada.addUser({ recordType: 'ORGANIZATION', accountType: 'INTEXTAUTH' });
    await ada.addUser({ recordType: 'ORGANIZATION', primaryId: user.primaryId }).catch(() => undefined);
    await expectCounted();
    const { total } = await listPage(ada, { recordType: 'ORGANIZATION' });
    expect(total).toEqual({ value: 1, exact: true });
  });

  it('B03 is sent to who watches it, with the first picture at once', async () => {
    const socket = await ada.connect();
    const heard = hear(socket, 'dashboard');
    const { dashboard: first } = await ask(socket, 'topic.watch', { topic: 'dashboard', on: true });
    expect(first?.total).toBeGreaterThan(0);
    const { id } = await ada.addUser({ lastName: 'Latest' });
    await eventually(() => {
      const last = heard.at(-1);
      expect([last?.total, last?.latest[0]?.recordId]).toEqual([(first?.total ?? 0) + 1, id]);
    });
    await ask(socket, 'topic.watch', { topic: 'dashboard', on: false });
    const count = heard.length;
    await ada.addUser();
    await eventually(async () => {
      expect((await dashboard()).total).toBe((first?.total ?? 0) + 2);
    });
    expect(heard).toHaveLength(count);
  });

  it('B03 is sent at most once a second, however much changes', async () => {
    const socket = await ada.connect();
    const heard = hear(socket, 'dashboard');
    await ask(socket, 'topic.watch', { topic: 'dashboard', on: true });
    const begin = Date.now();
    let last = '';
    for (let at = 0; at < 60; at += 1) ({ id: last } = await ada.addUser());
    await eventually(() => {
      expect(heard.at(-1)?.latest[0]?.recordId).toBe(last);
    });
    expect(heard.length).toBeLessThanOrEqual(Math.ceil((Date.now() - begin) / 1000) + 1);
  });

  it('S025 counts the accounts whose sign-in is locked, and those whose lock has ended no more', async () => {
    const id = await portal.addAccount('locked');
    const lock = (age: string): Promise<void> => lockedFor(portal, id, age);
    for (const [age, count] of [
      ['1 second', 1],
      ['31 minutes', 0],
    ] as const) {
      await lock(age);
      await eventually(async () => {
        expect((await dashboard()).signInLocked).toBe(count);
      });
      expect((await listPage(ada, { signInLocked: 'yes' })).rows).toHaveLength(count);
    }
  });

  it('F41 counts the records that are held', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await ada.addUser()).id));
    const request = { kind: 'job', holderId: null, holder: 'feed', reason: 'synchronise', jobId: null } as const;
    const lease = await portal.get(LocksService).acquire(SYSTEM, ids, request);
    await eventually(async () => {
      expect((await dashboard()).held).toBe(3);
    });
    await portal.get(UnitOfWork).run(SYSTEM, (unit) => portal.get(LocksService).release(unit, lease?.token ?? ''));
    await eventually(async () => {
      expect((await dashboard()).held).toBe(0);
    });
  });

  it('B01 shows who is online and where, and no more who has left', async () => {
    const { id } = await ada.addUser({ firstName: 'On', lastName: 'Screen' });
    const grace = await portal.signedIn();
    const socket = await grace.connect();
    await ask(socket, 'presence.set', { place: 'record', recordId: id, mode: 'viewing', field: null });
    await eventually(async () => {
      expect((await dashboard()).online).toMatchObject([{ recordId: id, recordName: 'Screen, On', place: 'record' }]);
    });
    await ask(socket, 'presence.leave', {});
    await eventually(async () => {
      expect((await dashboard()).online).toEqual([]);
    });
    grace.close();
  });

  it('F33 shows the latest changes with only the fields the reader may see', async () => {
    const observer = await portal.signedIn([ROLE.researchObserver]);
    await ada.addUser({ birthDate: '1980-02-29' });
    await eventually(async () => {
      expect(JSON.stringify((await dashboard()).latest[0])).toContain('1980-02-29');
    });
    const seen = await dashboard(observer);
    expect(seen.latest).toHaveLength(10);
    expect(JSON.stringify(seen.latest)).not.toContain('birthDate');
  });

  it('B03 shows the jobs that wait or run', async () => {
    const id = randomUUID();
    await portal.query(
      `insert into job (id, kind, file_name, file_path, parameters, state, started_by, total, processed)
      values ($1, 'synchronise', 'users.zip', '-', '{}', 'running', 'ada', 100, 40)`,
      [id],
    );
    await eventually(async () => {
      expect((await dashboard()).jobs).toMatchObject([{ id, state: 'running', total: 100, counts: { processed: 40 } }]);
    });
    await portal.query('delete from job where id = $1', [id]);
  });
});
