import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobsWriter, JobSuperseded } from '../../backend/src/jobs/jobs-writer.js';
import { LocksService } from '../../backend/src/locks/locks.service.js';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import { UnitOfWork } from '../../backend/src/platform/database/unit-of-work.js';
import { DEFAULT_PACE, FEED_PACE, type FeedPace } from '../../backend/src/sis/synchronise.js';
import { aSourceUser, anIdentifier, FeedFolder } from '../fixtures/feed.js';
import { countsOf, ended, rejects, synchronise, upload } from '../fixtures/feed-run.js';
import type { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { startTestPortal, type TestPortal } from '../support/portal.js';
import { readRecord, saveFields } from '../support/records.js';

let portal: TestPortal;
let api: ApiClient;
let folder: FeedFolder;

beforeAll(async () => {
  portal = await startTestPortal();
  Object.assign(pace(), { rounds: 3, pauseMs: 100 });
  api = await portal.signedIn();
  folder = await FeedFolder.create();
}, 60_000);
afterAll(async () => {
  Object.assign(DEFAULT_PACE, original);
  await portal.stop();
  await folder.remove();
});

const original: FeedPace = { ...DEFAULT_PACE };
const pace = (): FeedPace => portal.get<FeedPace>(FEED_PACE as never);

async function made(...primaryIds: string[]): Promise<string[]> {
  await synchronise(api, await folder.zip({ 'a.xml': primaryIds.map((id) => aSourceUser(id)) }));
  const rows = await portal.query<{ id: string }>(
    'select id from users where primary_id = any($1) order by array_position($1, primary_id)',
    [primaryIds],
  );
  return rows.map(({ id }) => id);
}

const renamed = (primaryId: string): ReturnType<typeof aSourceUser> =>
  aSourceUser(primaryId, { fields: { lastName: 'Hardy' } });

async function hold(ids: string[]): Promise<() => Promise<void>> {
  const request = { kind: 'exclusive', holderId: null, holder: 'Ada', reason: 'editing alone', jobId: null } as const;
  const lease = await portal.get(LocksService).acquire(SYSTEM, ids, request);
  if (lease === null) throw new Error('not held');
  return () => portal.get(UnitOfWork).run(SYSTEM, (unit) => portal.get(LocksService).release(unit, lease.token));
}

describe('a feed and somebody else at once', () => {
  it('comes back for a record that was held, and writes it when it is free', async () => {
    const ids = await made('held-a', 'held-b');
    const release = await hold(ids.slice(0, 1));
    const { body } = await upload(api, await folder.zip({ 'a.xml': ['held-a', 'held-b'].map(renamed) }));
    await eventually(async () => {
      const [row] = await portal.query('select 1 from feed_item where deferred');
      expect(row).toBeDefined();
    });
    await release();
    expect(countsOf(await ended(api, body.id))).toEqual([2, 0, 2, 0, 0]);
    await expect(readRecord(api, ids[0] ?? '')).resolves.toMatchObject({ lastName: 'Hardy', version: 2, lock: null });
  });

  it('F86 rejects a record that stays held, by name and holder, and changes nothing of it', async () => {
    const ids = await made('stuck-a', 'stuck-b');
    const release = await hold(ids.slice(0, 1));
    const job = await synchronise(api, await folder.zip({ 'a.xml': ['stuck-a', 'stuck-b'].map(renamed) }));
    expect(countsOf(job)).toEqual([2, 1, 1, 0, 0]);
    await expect(rejects(api, job.id)).resolves.toMatchObject([
      { primaryId: 'stuck-a', line: 3, code: 'record.locked', detail: 'The record is held by Ada (editing alone).' },
    ]);
    await expect(readRecord(api, ids[0] ?? '')).resolves.toMatchObject({ lastName: 'Drew stuck-a', version: 1 });
    await release();
  });

  it('does not hold or touch a record that stays as it is', async () => {
    const ids = await made('calm');
    const release = await hold(ids);
    const job = await synchronise(api, await folder.zip({ 'a.xml': [aSourceUser('calm')] }));
    expect(countsOf(job)).toEqual([1, 0, 0, 0, 1]);
    await release();
  });

  it('F85 keeps what is saved by hand while it writes, without a deadlock', async () => {
    const primaryIds = Array.from({ length: 40 }, (_, at) => `both-${at}`);
    const ids = await made(...primaryIds);
    const { body } = await upload(api, await folder.zip({ 'a.xml': primaryIds.map(renamed) }));
    const saves = ids.map((id) =>
      eventually(async () => {
        const seen = await readRecord(api, id);
        expect((await saveFields(api, seen, { title: 'DR' })).status).toBe(200);
      }, 20_000),
    );
    await Promise.all(saves);
    expect(countsOf(await ended(api, body.id))).toEqual([40, 0, 40, 0, 0]);
    const rows = await portal.query<{ title: string; name: string; version: number; history: number }>(
      `select title, last_name as name, version, (select count(*)::int from change_log l where l.record_id = u.id) as history
      from users u where id = any($1)`,
      [ids],
    );
    expect(new Set(rows.map((row) => JSON.stringify(row)))).toEqual(
      new Set([JSON.stringify({ title: 'DR', name: 'Hardy', version: 3, history: 3 })]),
    );
  }, 60_000);

  it('F62 F83 meets users added at the same moment without an error', async () => {
    const primaryIds = Array.from({ length: 60 }, (_, at) => `race-${at}`);
    const path = await folder.zip({ 'a.xml': primaryIds.map((id) => aSourceUser(id)) });
    const { body } = await upload(api, path);
    const answers = await Promise.all(
      primaryIds.map((primaryId) =>
        api.post('/api/users', {
          ...{ recordType: 'PUBLIC', primaryId, firstName: 'A', lastName: 'B' },
          emails: [{ address: 'a@b.org', types: ['work'], preferred: true }],
        }),
      ),
    );
    const added = answers.filter(({ status }) => status === 201).length;
    expect(answers.filter(({ status }) => status === 201 || status === 409)).toHaveLength(60);
    expect(countsOf(await ended(api, body.id))).toEqual([60, added, 0, 60 - added, 0]);
    const [row] = await portal.query<{ count: number }>(
      `select count(*)::int as count from users where primary_id like 'race-%'`,
    );
    expect(row?.count).toBe(60);
  }, 60_000);

  it('plans a chunk again in halves when an identifier is taken behind its back', async () => {
    await portal.query(`create function steal() returns trigger language plpgsql as $$ begin
      if new.value = 'B-robbed' then
        raise unique_violation using constraint = 'user_identifier_type_value';
      end if; return new; end $$`);
    await portal.query('create trigger steal before insert on user_identifier for each row execute function steal()');
    const users = ['a', 'b', 'robbed', 'c', 'd'].map((id) =>
      aSourceUser(`clash-${id}`, { identifiers: [anIdentifier(id === 'robbed' ? 'B-robbed' : `B-clash-${id}`)] }),
    );
    const job = await synchronise(api, await folder.zip({ 'a.xml': users }));
    expect(countsOf(job)).toEqual([5, 1, 0, 4, 0]);
    await expect(rejects(api, job.id)).resolves.toMatchObject([
      { primaryId: 'clash-robbed', code: 'identifier.taken' },
    ]);
    await portal.query('drop trigger steal on user_identifier');
  });

  it('F80 lets a worker that was given up for dead write nothing more', async () => {
    const [jobs, units] = [portal.get(JobsWriter), portal.get(UnitOfWork)];
    const job = { kind: 'synchronise', fileName: 'a.zip', filePath: '/nowhere', parameters: {} } as const;
    const id = await units.run(SYSTEM, (unit) => jobs.create(unit, job));
    const dead = await jobs.begin(id);
    const alive = await jobs.begin(id);
    if (dead === null || alive === null) throw new Error('the job did not start');
    const counts = { processed: 1, rejected: 0, updated: 0, created: 1, unchanged: 0 };
    await expect(units.run(SYSTEM, (unit) => jobs.count(unit, dead, counts))).rejects.toThrow(JobSuperseded);
    await jobs.end(dead, null);
    await units.run(SYSTEM, (unit) => jobs.count(unit, alive, counts));
    await jobs.end(alive, null);
    await expect(portal.query('select state, processed from job where id = $1', [id])).resolves.toEqual([
      { state: 'completed', processed: 1 },
    ]);
  });
});
