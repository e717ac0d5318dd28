import type { Change, HistoryPage } from '../../backend/src/contract/changes.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import { UnitOfWork } from '../../backend/src/platform/database/unit-of-work.js';
import type { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { follow } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { readRecord, saveFields } from '../support/records.js';

let portal: TestPortal;
let ada: ApiClient;
let grace: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
  grace = await portal.signedIn();
});
afterAll(async () => {
  ada.close();
  await portal.stop();
});

async function history(api: ApiClient, id: string, query = ''): Promise<HistoryPage> {
  return (await api.get<HistoryPage>(`/api/users/${id}/history${query}`)).body;
}

async function seqs(): Promise<number[]> {
  const rows = await portal.query<{ seq: number }>('select seq::int as seq from change_log order by seq');
  return rows.map(({ seq }) => seq);
}

function oneTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

describe('the history of a record', () => {
  it('S109 B05 says who did what by which way, field by field with old and new value', async () => {
    const user = await ada.addUser({ title: 'MS', birthDate: '1980-02-29' });
    await saveFields(grace, user, { title: 'DR', jobDescription: 'Maps' });
    const me = (await grace.get<{ displayName: string }>('/api/session')).body.displayName;
    const { entries } = await history(ada, user.id);
    expect(entries[0]).toMatchObject({
      recordId: user.id,
      version: 2,
      action: 'updated',
      source: 'UI',
      actor: me,
      recordName: 'Somerville, Mary',
      jobId: null,
    });
    const fields = [...(entries[0]?.fields ?? [])].sort((one, other) => one.field.localeCompare(other.field));
    expect(fields).toEqual([
      { field: 'jobDescription', before: null, after: 'Maps' },
      { field: 'title', before: 'MS', after: 'DR' },
    ]);
    expect(entries[1]).toMatchObject({ version: 1, action: 'created', source: 'UI' });
    expect(entries[1]?.fields).toEqual(
      expect.arrayContaining([
        { field: 'primaryId', before: null, after: user.primaryId },
        { field: 'emails', before: null, after: user.emails[0] },
      ]),
    );
  });

  it('S050 B05 a change of status is recorded with its date', async () => {
    const user = await ada.addUser();
    await portal.query(`update users set version = 2, status_date = '2020-01-01' where id = $1`, [user.id]);
    await saveFields(ada, await readRecord(ada, user.id), { status: 'INACTIVE' });
    const [entry] = (await history(ada, user.id)).entries;
    expect(entry?.fields).toEqual([
      { field: 'status', before: 'ACTIVE', after: 'INACTIVE' },
      { field: 'statusDate', before: '2020-01-01', after: expect.any(String) },
    ]);
  });

  it('S109 is read page by page, newest first', async () => {
    let user = await ada.addUser();
    for (const title of ['MR', 'MS', 'DR', 'PROF']) user = (await saveFields(ada, user, { title })).body;
    const first = await history(ada, user.id, '?limit=2');
    const second = await history(ada, user.id, `?limit=2&before=${String(first.next)}`);
    const third = await history(ada, user.id, `?limit=2&before=${String(second.next)}`);
    expect([first, second, third].map(({ entries }) => entries.map(({ version }) => version))).toEqual([
      [5, 4],
      [3, 2],
      [1],
    ]);
    expect(third.next).toBeNull();
  });

  it('F33 leaves out what the reader may not see', async () => {
    const observer = await portal.signedIn([ROLE.researchObserver]);
    const user = await ada.addUser({ lastName: 'Griffith', birthDate: '1980-02-29' });
    await saveFields(ada, user, { birthDate: '1981-02-28', title: 'DR' });
    expect(JSON.stringify(await history(ada, user.id))).toContain('1981-02-28');
    const seen = await history(observer, user.id);
    expect(JSON.stringify(seen)).not.toMatch(/birthDate|198\d-/);
    expect(seen.entries[0]?.fields).toEqual([{ field: 'title', before: null, after: 'DR' }]);
    expect(await readRecord(observer, user.id)).not.toHaveProperty('birthDate');
    expect(await readRecord(observer, user.id)).not.toHaveProperty('notes');
  });
});

describe('the change log', () => {
  it('F42 is dense and in commit order, whatever is written or refused at the same moment', async () => {
    const socket = await ada.connect();
    const frames = await follow(socket);
    const users = await Promise.all(Array.from({ length: 10 }, () => ada.addUser()));
    await Promise.all(
      users.flatMap((user) => [
        saveFields(ada, user, { title: 'DR' }),
        saveFields(grace, user, { title: 'PROF' }),
        saveFields(grace, user, { jobDescription: 'Maps' }),
        saveFields(grace, user, { lastName: '' }),
        ada.addUser({ primaryId: user.primaryId }).catch(() => undefined),
      ]),
    );
    const all = await seqs();
    expect(all).toEqual(oneTo(all.length));
    await eventually(() => {
      expect(frames.at(-1)?.to).toBe(all.length);
    });
    expect(frames.slice(1).map(({ from }) => from)).toEqual(frames.slice(0, -1).map(({ to }) => to));
    const heard = frames.flatMap(({ changes }) => changes.map(({ seq }) => seq));
    expect(heard).toEqual(all.slice(-heard.length));
    await expectVersionsInOrder(frames.flatMap(({ changes }) => changes));
  });

  async function expectVersionsInOrder(changes: readonly Change[]): Promise<void> {
    const last = new Map<string, number>();
    for (const { recordId, version } of changes) {
      expect(version).toBe((last.get(recordId) ?? version - 1) + 1);
      last.set(recordId, version);
    }
    for (const [id, version] of last) expect((await readRecord(ada, id)).version).toBe(version);
  }
});

/** What must hold whatever went wrong: every version of every record is in the log, and the last one is what stands. */
async function expectWhole(ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const record = await readRecord(ada, id);
    const { entries } = await history(ada, id, '?limit=100');
    expect(entries.map(({ version }) => version)).toEqual(oneTo(record.version).reverse());
    const title = entries.flatMap(({ fields }) => fields).find(({ field }) => field === 'title')?.after ?? null;
    const job = entries.flatMap(({ fields }) => fields).find(({ field }) => field === 'jobDescription')?.after ?? null;
    expect([record.title, record.jobDescription]).toEqual([title, job]);
    expect(title === null).toBe(job === null);
  }
  const all = await seqs();
  expect(all).toEqual(oneTo(all.length));
}

describe('when the database fails', () => {
  const FAILING = `create or replace function fail_now_and_then() returns trigger language plpgsql as $$
    begin
      if random() < 0.1 then raise exception 'injected' using errcode = '40001'; end if;
      if random() < 0.1 then raise exception 'injected' using errcode = '40P01'; end if;
      return new;
    end $$`;

  it('F97 serialization failures and deadlocks are tried again and nobody sees them', async () => {
    const users = await Promise.all(Array.from({ length: 20 }, () => ada.addUser()));
    await portal.query(FAILING);
    await portal.query(
      `create trigger failing before insert or update on users for each row execute function fail_now_and_then()`,
    );
    const answers = await Promise.all(
      users.flatMap((user, at) => [
        saveFields(at % 2 === 0 ? ada : grace, user, { title: 'DR', jobDescription: 'Maps' }),
        saveFields(grace, user, { userGroup: 'FACULTY' }),
      ]),
    );
    const added = await Promise.all(Array.from({ length: 20 }, () => ada.addUser()));
    await portal.query('drop trigger failing on users');
    // Five tries at a fifth each leave one in three thousand.
    expect(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code)).toEqual([]);
    await expectWhole([...users, ...added].map(({ id }) => id));
  });

  it('F95 connections that break inside a transaction do not run the pool dry', async () => {
    const broken = Array.from({ length: 25 }, () =>
      portal.get(UnitOfWork).run(SYSTEM, (unit) => unit.sql('select pg_terminate_backend(pg_backend_pid())')),
    );
    const results = await Promise.allSettled(broken);
    expect(results.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    const user = await ada.addUser();
    expect((await saveFields(ada, user, { title: 'DR' })).status).toBe(200);
  });

  async function cutBusyConnections(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      await portal
        .query(
          `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
        )
        .catch(() => undefined);
    }
  }

  it('S087 F95 saves whose connections are cut are there as a whole or not at all, and the portal goes on', async () => {
    const users = await Promise.all(Array.from({ length: 15 }, () => ada.addUser()));
    const saving = new AbortController();
    const cutting = cutBusyConnections(saving.signal);
    const statuses = new Set<number>();
    for (const title of ['MR', 'MRS', 'MS', 'MISS', 'DR', 'PROF']) {
      const values = { title, jobDescription: `by ${title}` };
      const answers = await Promise.all(users.map((user) => saveFields(ada, user, values)));
      for (const { status } of answers) statuses.add(status);
    }
    saving.abort();
    await cutting;
    expect([...statuses].filter((status) => ![200, 401, 409, 503].includes(status))).toEqual([]);
    await eventually(async () => {
      expect((await ada.get('/api/health')).status).toBe(200);
    });
    await expectWhole(users.map(({ id }) => id));
    expect((await saveFields(ada, await readRecord(ada, users[0]?.id ?? ''), { jobDescription: 'after' })).status).toBe(
      200,
    );
  });
});
