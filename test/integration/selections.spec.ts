import { randomUUID } from 'node:crypto';
import type { HistoryPage } from '../../backend/src/contract/changes.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { Selection, SelectUsersInput, StatusStepAnswer } from '../../backend/src/contract/selections.js';
import { MOST_SELECTED } from '../../backend/src/contract/selections.js';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import { Housekeeping } from '../../backend/src/platform/database/housekeeping.js';
import { UnitOfWork } from '../../backend/src/platform/database/unit-of-work.js';
import { UserWriter } from '../../backend/src/users/user-writer.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { follow } from '../support/live.js';
import { eventually } from '../support/eventually.js';
import { fillWithUsers } from '../support/many-users.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { readRecord } from '../support/records.js';
import { save, setting } from '../support/rows.js';

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());

async function select(wanted: SelectUsersInput, client = ada): Promise<Selection> {
  const { status, body } = await client.post<Selection>('/api/users/selections', wanted);
  expect(status).toBe(201);
  return body;
}

function step(id: string, body: object, client = ada): Promise<Answer<StatusStepAnswer & Problem>> {
  return client.post(`/api/users/selections/${id}/status`, body);
}

/** All steps, one after the other, as the page takes them. */
async function setStatus(id: string, status: string, client = ada): Promise<StatusStepAnswer[]> {
  const steps: StatusStepAnswer[] = [];
  for (let after: string | null = null; ;) {
    const { body }: Answer<StatusStepAnswer> = await step(id, { status, after }, client);
    steps.push(body);
    after = body.next;
    if (after === null) return steps;
  }
}

function sum(steps: StatusStepAnswer[], key: 'changed' | 'unchanged'): number {
  return steps.reduce((total, one) => total + one[key], 0);
}

async function addMany(lastName: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) {
    ids.push((await ada.addUser({ lastName, firstName: `N${String(at)}` })).id);
  }
  return ids;
}

describe('selection', () => {
  it('B09 holds the users of a list on all its pages, and says how many are active', async () => {
    const ids = await addMany('Listed', 30);
    await ada.patch(`/api/users/${ids[0] ?? ''}`, {
      baseVersion: 1,
      operations: [{ op: 'set', field: 'status', value: 'INACTIVE' }],
    });
    const made = await select({ list: { tab: 'users', q: 'Listed' } });
    expect(made).toMatchObject({ count: 30, complete: true, active: 29, inactive: 1 });
    const [filtered] = [await select({ list: { tab: 'users', q: 'Listed', status: 'inactive' } })];
    expect(filtered).toMatchObject({ count: 1, active: 0, inactive: 1 });
    await expect(select({ list: { tab: 'staff', q: 'Listed' } })).resolves.toMatchObject({ count: 0 });
  });

  it('B09 holds picked users, without those that are gone', async () => {
    const ids = await addMany('Picked', 2);
    await expect(select({ ids: [...ids, randomUUID()] })).resolves.toMatchObject({ count: 2, active: 2 });
  });

  it.each([
    [{}],
    [{ ids: [] }],
    [{ ids: ['x'] }],
    [{ ids: [randomUUID()], list: {} }],
    [{ list: { limit: 5 } }],
    [{ list: { q: 'x', who: 'me' } }],
    [{ list: { sort: 'password' } }],
  ])('B09 F50 %j is refused', async (wanted) => {
    const { status, body } = await ada.post<Problem>('/api/users/selections', wanted);
    expect([status, body.code]).toEqual([400, 'request.invalid']);
  });

  it("B09 S001 is its maker's own, and needs the right to see users", async () => {
    const [id = ''] = await addMany('Owned', 1);
    const made = await select({ ids: [id] });
    const other = await portal.signedIn();
    expect((await other.get(`/api/users/selections/${made.id}`)).status).toBe(404);
    expect((await step(made.id, { status: 'INACTIVE', after: null }, other)).status).toBe(404);
    const patron = await portal.signedIn([ROLE.patron]);
    expect((await patron.post('/api/users/selections', { ids: [id] })).status).toBe(403);
    const observer = await portal.signedIn([ROLE.researchObserver]);
    const own = await select({ ids: [id] }, observer);
    expect((await step(own.id, { status: 'INACTIVE', after: null }, observer)).status).toBe(403);
    await expect(readRecord(ada, id)).resolves.toMatchObject({ status: 'ACTIVE', version: 1 });
  });

  it('B09 forgets users that are deleted, and is itself forgotten after a day', async () => {
    const [id = ''] = await addMany('Deleted later', 1);
    const made = await select({ ids: [id] });
    await portal.query('delete from users where id = $1', [id]);
    expect((await ada.get<Selection>(`/api/users/selections/${made.id}`)).body.count).toBe(0);
    await portal.query(`update list_selection set created_at = created_at - interval '25 hours' where id = $1`, [
      made.id,
    ]);
    await portal.get(Housekeeping).run();
    expect((await ada.get(`/api/users/selections/${made.id}`)).status).toBe(404);
  });
});

describe('status of a selection', () => {
  it('B09 S022 S023 S109 changes each user as the form does: version, status date, history, live', async () => {
    const ids = await addMany('Bulk', 60);
    const grace = await portal.signedIn();
    const frames = await follow(await grace.connect());
    const made = await select({ list: { tab: 'users', q: 'Bulk' } });
    const steps = await setStatus(made.id, 'INACTIVE');
    expect([steps.length, sum(steps, 'changed'), sum(steps, 'unchanged')]).toEqual([2, 60, 0]);
    await eventually(() => {
      const seen = frames.flatMap(({ changes }) => changes).map(({ recordId }) => recordId);
      expect(seen.sort()).toEqual([...ids].sort());
    });
    grace.close();
    const [id = ''] = ids;
    await expect(readRecord(ada, id)).resolves.toMatchObject({ status: 'INACTIVE', version: 2 });
    const { entries } = (await ada.get<HistoryPage>(`/api/users/${id}/history`)).body;
    expect(entries[0]).toMatchObject({ source: 'UI', version: 2 });
    expect(entries[0]?.fields).toContainEqual({ field: 'status', before: 'ACTIVE', after: 'INACTIVE' });
    const again = await setStatus(made.id, 'INACTIVE');
    expect([sum(again, 'changed'), sum(again, 'unchanged')]).toEqual([0, 60]);
    expect(sum(await setStatus(made.id, 'ACTIVE'), 'changed')).toBe(60);
  });

  it('B09 a step that is sent twice changes nobody twice', async () => {
    const [id = ''] = await addMany('Twice', 1);
    const made = await select({ ids: [id] });
    const both = await Promise.all([1, 2].map(() => step(made.id, { status: 'INACTIVE', after: null })));
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    await expect(readRecord(ada, id)).resolves.toMatchObject({ status: 'INACTIVE', version: 2 });
  });

  it('B09 who is held by a job is named with the reason, and all others are changed', async () => {
    const ids = await addMany('Held', 3);
    const held = ids[1] ?? '';
    await portal.query(
      `with lock as (insert into record_lock (kind, holder, reason, record_ids, expires_at)
        values ('job', 'Night feed', 'test', array[$1::uuid], clock_timestamp() + interval '1 hour') returning id)
      update users set lock_id = lock.id from lock where users.id = $1::uuid`,
      [held],
    );
    const [done] = await setStatus((await select({ ids })).id, 'INACTIVE');
    expect(done).toMatchObject({ changed: 2, unchanged: 0 });
    expect(done?.failures).toMatchObject([
      { id: held, name: 'Held, N1', problem: { code: 'record.locked', lock: { holder: 'Night feed' } } },
    ]);
    await expect(readRecord(ada, held)).resolves.toMatchObject({ status: 'ACTIVE', version: 1 });
  });

  it('B09 nobody deactivates themselves among others', async () => {
    const me = await ada.get<{ userId: string }>('/api/session');
    const [done] = await setStatus((await select({ ids: [me.body.userId] })).id, 'INACTIVE');
    expect(done?.failures).toMatchObject([
      {
        id: me.body.userId,
        problem: { code: 'record.rules', errors: [{ path: 'status', code: 'status.own-account' }] },
      },
    ]);
    expect((await ada.get('/api/session')).status).toBe(200);
  });

  it('B09 somebody who is deleted while they are selected is not selected, and the others are', async () => {
    const [kept = '', deleted = ''] = await addMany('Vanishing', 2);
    const selecting = await portal.get(UnitOfWork).run(SYSTEM, async (unit) => {
      await unit.sql('delete from users where id = $1', [deleted]);
      const begun = select({ ids: [kept, deleted] });
      await eventually(async () => {
        const waiting = await portal.query(`select 1 from pg_stat_activity where wait_event_type = 'Lock'
          and datname = current_database() and query like '%list_selection_member%'`);
        expect(waiting).toHaveLength(1);
      });
      return { begun };
    });
    expect(await selecting.begun).toMatchObject({ count: 1 });
  });

  it('B09 the last administrator stays active', async () => {
    const grace = await portal.signedIn();
    const me = (await grace.get<{ userId: string }>('/api/session')).body.userId;
    // She stays signed in, but can never sign in here again: she is not one of those who could go on.
    expect((await save(ada, await readRecord(ada, me), setting('accountType', 'INTEXTAUTH'))).status).toBe(200);
    const administrators = await portal.query<{ id: string }>(
      `select user_id as id from user_role where role = $1 and user_id <> $2`,
      [ROLE.userAdministrator, me],
    );
    const ids = administrators.map(({ id }) => id);
    const steps = await setStatus((await select({ ids }, grace)).id, 'INACTIVE', grace);
    const failures = steps.flatMap((one) => one.failures);
    expect(failures).toHaveLength(1);
    expect(failures[0]?.problem.errors).toMatchObject([{ code: 'role.last-administrator' }]);
    expect(sum(steps, 'changed')).toBe(ids.length - 1);
    const [last] = failures;
    await expect(readRecord(grace, last?.id ?? '')).resolves.toMatchObject({ status: 'ACTIVE' });
    // The others come back, so that the tests after this one have somebody to sign in as.
    await portal.get(UnitOfWork).run(SYSTEM, async (unit) => {
      for (const id of ids.filter((one) => one !== last?.id)) {
        await portal.get(UserWriter).save(unit, id, {
          baseVersion: 2,
          operations: [{ op: 'set', field: 'status', value: 'ACTIVE' }],
        });
      }
    });
    ada = await portal.signedIn();
  });

  it('B09 F50 an unknown status, or a step without a place to begin, is refused', async () => {
    const { id } = await select({ list: { tab: 'users', q: 'nobody' } });
    for (const body of [{ status: 'GONE', after: null }, { status: 'ACTIVE' }, { status: 'ACTIVE', after: 'x' }]) {
      expect((await step(id, body)).status).toBe(400);
    }
    expect((await step(id, { status: 'ACTIVE', after: null })).body).toEqual({
      changed: 0,
      unchanged: 0,
      failures: [],
      next: null,
    });
  });
});

describe('selection of a long list', () => {
  beforeAll(async () => {
    await portal.stop();
    portal = await startTestPortal();
    await fillWithUsers(portal, MOST_SELECTED + 500);
    ada = await portal.signedIn();
  });

  it('B09 holds ten thousand, says that there are more, and changes a thousand in seconds', async () => {
    const whole = await select({ list: { tab: 'users' } });
    expect(whole).toMatchObject({ count: MOST_SELECTED, complete: false });
    const ids = await portal.query<{ id: string }>(
      `select id from users where status = 'ACTIVE' and primary_id ~ '^U[0-9]' and lock_id is null limit 1000`,
    );
    const made = await select({ ids: ids.map(({ id }) => id) });
    const begin = performance.now();
    const steps = await setStatus(made.id, 'INACTIVE');
    const seconds = (performance.now() - begin) / 1000;
    expect(sum(steps, 'changed')).toBe(1000);
    expect(seconds).toBeLessThan(60);
  });
});
