import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HistoryPage } from '../../backend/src/contract/changes.js';
import type { Job } from '../../backend/src/contract/jobs.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { aSourceUser, anEmail, anIdentifier, FeedFolder } from '../fixtures/feed.js';
import { countsOf, rejects, synchronise, upload } from '../fixtures/feed-run.js';
import type { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { hear, ask } from '../support/live.js';
import { startTestPortal, type TestPortal } from '../support/portal.js';
import { readRecord } from '../support/records.js';

let portal: TestPortal;
let api: ApiClient;
let folder: FeedFolder;

beforeAll(async () => {
  portal = await startTestPortal();
  api = await portal.signedIn();
  folder = await FeedFolder.create();
}, 60_000);
afterAll(async () => {
  await portal.stop();
  await folder.remove();
});

async function idOf(primaryId: string): Promise<string> {
  const [row] = await portal.query<{ id: string }>('select id from users where primary_id = $1', [primaryId]);
  if (row === undefined) throw new Error(`no user ${primaryId}`);
  return row.id;
}

const recordOf = async (primaryId: string): Promise<UserRecord> => readRecord(api, await idOf(primaryId));

async function historyOf(primaryId: string): Promise<HistoryPage['entries']> {
  return (await api.get<HistoryPage>(`/api/users/${await idOf(primaryId)}/history`)).body.entries;
}

describe('a synchronisation', () => {
  it('S059 creates external users with all they have, out of several files and both roots', async () => {
    const path = await folder.zip({
      'staff.xml': await readFile('test/fixtures/staff-feed.xml', 'utf8'),
      'more/students.xml': [aSourceUser('first-1', { isResearcher: true }), aSourceUser('first-2')],
    });
    const job = await synchronise(api, path, { fileName: 'Høst 2026.zip', recordType: 'STAFF' });
    expect(job).toMatchObject({ state: 'completed', fileName: 'Høst 2026.zip', total: 4, failure: null });
    expect(countsOf(job)).toEqual([4, 0, 0, 4, 0]);
    await expect(recordOf('INGRID.AAS@EXAMPLE.EDU')).resolves.toMatchObject({
      ...{ version: 1, recordType: 'STAFF', accountType: 'EXTERNAL', externalId: 'SIS', status: 'ACTIVE' },
      ...{ firstName: 'Ingrid', prefFirstName: 'Inga', prefLastName: 'Aas', expiryDate: '2033-09-01', userGroup: '27' },
      emails: [{ address: 'INGRID.AAS@EXAMPLE.EDU', types: ['work'], preferred: true, external: true }],
      phones: [{ number: '555-555-5555', preferred: true }],
      addresses: [{ lines: ['AA-B1-11', '', 'North wing'], city: null, types: ['work'] }],
      identifiers: [
        { type: '02', value: '444444444', active: true, external: true },
        { type: '01', active: false },
      ],
      notes: [{ type: 'LIBRARY', text: 'Keys: 2nd floor & cellar', userViewable: true, external: true }],
      roles: [],
    });
    await expect(recordOf('first-1')).resolves.toMatchObject({ isResearcher: true });
  });

  it('F79 that is repeated changes nothing and writes no history', async () => {
    const users = Array.from({ length: 30 }, (_, at) => aSourceUser(`again-${at}`));
    const path = await folder.zip({ 'a.xml': users });
    expect(countsOf(await synchronise(api, path))).toEqual([30, 0, 0, 30, 0]);
    const before = await portal.query('select * from users order by id');
    expect(countsOf(await synchronise(api, path))).toEqual([30, 0, 0, 0, 30]);
    await expect(portal.query('select * from users order by id')).resolves.toEqual(before);
    await expect(historyOf('again-7')).resolves.toHaveLength(1);
  });

  it('S059 updates what differs, with a history that says what, by whom and by which job', async () => {
    await synchronise(
      api,
      await folder.zip({ 'a.xml': [aSourceUser('upd', { fields: { jobDescription: 'Baker' } })] }),
    );
    const changed = aSourceUser('upd', { fields: { lastName: 'Hardy' }, emails: [anEmail('new@example.edu')] });
    const job = await synchronise(api, await folder.zip({ 'a.xml': [changed, aSourceUser('upd-new')] }));
    expect(countsOf(job)).toEqual([2, 0, 1, 1, 0]);
    await expect(recordOf('upd')).resolves.toMatchObject({ version: 2, lastName: 'Hardy', jobDescription: null });
    const [latest] = await historyOf('upd');
    expect(latest).toMatchObject({
      action: 'updated',
      version: 2,
      source: 'FEED',
      jobId: job.id,
      recordName: 'Hardy, Nancy',
    });
    expect(latest?.fields).toMatchObject([
      { field: 'lastName', before: 'Drew upd', after: 'Hardy' },
      { field: 'jobDescription', before: 'Baker', after: null },
      { field: 'emails', before: { address: 'upd@example.edu' }, after: null },
      { field: 'emails', before: null, after: { address: 'new@example.edu', preferred: true, external: true } },
    ]);
  });

  it('S089 S090 F84 leaves internal rows alone, but takes over an internal identifier', async () => {
    const user = aSourceUser('mixed', { identifiers: [] });
    await synchronise(api, await folder.zip({ 'a.xml': [user] }));
    const id = await idOf('mixed');
    await portal.query(
      `insert into user_email (id, user_id, address, address_key, types) values (gen_random_uuid(), $1, 'own@x.org', 'own@x.org', '{work}')`,
      [id],
    );
    await portal.query(
      `insert into user_identifier (id, user_id, type, value, value_key) values (gen_random_uuid(), $1, 'BARCODE', 'b-9', 'b-9')`,
      [id],
    );
    const next = aSourceUser('mixed', { emails: [], identifiers: [anIdentifier('B-9')] });
    const job = await synchronise(api, await folder.zip({ 'a.xml': [next] }));
    expect(countsOf(job)).toEqual([1, 0, 1, 0, 0]);
    await expect(recordOf('mixed')).resolves.toMatchObject({
      emails: [{ address: 'own@x.org', external: false, preferred: true }],
      identifiers: [{ value: 'B-9', external: true }],
    });
  });

  it('S059 never touches an internal user', async () => {
    const { id, version } = await api.addUser({ primaryId: 'internal-one' });
    const job = await synchronise(api, await folder.zip({ 'a.xml': [aSourceUser('INTERNAL-ONE')] }));
    expect(countsOf(job)).toEqual([1, 1, 0, 0, 0]);
    await expect(rejects(api, job.id)).resolves.toMatchObject([
      { file: 'a.xml', line: 3, primaryId: 'INTERNAL-ONE', code: 'user.internal' },
    ]);
    await expect(readRecord(api, id)).resolves.toMatchObject({ version, firstName: 'Mary' });
  });

  it('F79 rejects bad records by line, field, value and reason, and applies all others', async () => {
    const users = Array.from({ length: 1200 }, (_, at) => aSourceUser(`many-${at}`));
    users[4] = aSourceUser('many-4', { fields: { birthDate: '1999-02-30' } });
    users[1198] = aSourceUser('many-1198', { emails: [anEmail('not an address')] });
    const path = await folder.zip({ 'a.xml': users });
    const job = await synchronise(api, path);
    expect(countsOf(job)).toEqual([1200, 2, 0, 1198, 0]);
    await expect(rejects(api, job.id)).resolves.toEqual([
      expect.objectContaining({
        ...{ file: 'a.xml', line: 7, primaryId: 'many-4', field: 'birth_date', code: 'date.invalid' },
        detail: expect.stringContaining('1999-02-30'),
      }),
      expect.objectContaining({ line: 1201, primaryId: 'many-1198', field: 'email_address', code: 'email.invalid' }),
    ]);
    expect(countsOf(await synchronise(api, path))).toEqual([1200, 2, 0, 0, 1198]);
  });

  it('F83 takes the first of two records of one user or with one identifier, across chunks and in one', async () => {
    const filler = Array.from({ length: 600 }, (_, at) => aSourceUser(`fill-${at}`));
    const path = await folder.zip({
      'a.xml': [
        aSourceUser('twice', { fields: { firstName: 'First' } }),
        aSourceUser('TWICE', { fields: { firstName: 'Second' } }),
        aSourceUser('thief', { identifiers: [anIdentifier('b-twice')] }),
        ...filler,
      ],
      'b.xml': [
        aSourceUser('Twice', { fields: { firstName: 'Third' } }),
        aSourceUser('late', { identifiers: [anIdentifier('B-FILL-3')] }),
      ],
    });
    const job = await synchronise(api, path);
    expect(countsOf(job)).toEqual([605, 4, 0, 601, 0]);
    const found = await rejects(api, job.id);
    expect(found.map(({ file, primaryId, code }) => `${file} ${primaryId ?? ''} ${code}`)).toEqual([
      'a.xml TWICE user.repeated',
      'a.xml thief identifier.taken',
      'b.xml Twice user.repeated',
      'b.xml late identifier.taken',
    ]);
    await expect(recordOf('twice')).resolves.toMatchObject({ firstName: 'First', version: 1 });
  });

  it('F83 rejects identifiers two users want to exchange, and moves one that was given up', async () => {
    const [a, b] = [aSourceUser('swap-a'), aSourceUser('swap-b')];
    await synchronise(api, await folder.zip({ 'a.xml': [a, b] }));
    const swapped = [
      { ...a, identifiers: b.identifiers },
      { ...b, identifiers: a.identifiers },
    ];
    expect(countsOf(await synchronise(api, await folder.zip({ 'a.xml': swapped })))).toEqual([2, 2, 0, 0, 0]);
    const moved = [
      { ...a, identifiers: [] },
      { ...b, identifiers: a.identifiers },
    ];
    expect(countsOf(await synchronise(api, await folder.zip({ 'a.xml': moved })))).toEqual([2, 0, 2, 0, 0]);
    await expect(recordOf('swap-b')).resolves.toMatchObject({ identifiers: [{ value: 'B-swap-a' }] });
  });

  it('S059 of a profile of internal users adds them with internal rows, and rejects those that exist', async () => {
    const path = await folder.zip({ 'a.xml': [aSourceUser('own-1')] });
    const query = { recordType: 'ORGANIZATION', accountType: 'INTEXTAUTH' } as const;
    expect(countsOf(await synchronise(api, path, query))).toEqual([1, 0, 0, 1, 0]);
    await expect(recordOf('own-1')).resolves.toMatchObject({
      ...{ recordType: 'ORGANIZATION', accountType: 'INTEXTAUTH', externalId: null },
      emails: [{ external: false }],
    });
    expect(countsOf(await synchronise(api, path, query))).toEqual([1, 1, 0, 0, 0]);
  });

  it('F82 keeps names byte for byte, whatever their script', async () => {
    const names = ['Ødegård', '漢字', 'יעל', 'أحمد', 'Ελένη', "O'Neill & <Søn>", 'e\u0301', '𝒳'];
    const users = names.map((lastName, at) => aSourceUser(`name-${at}`, { fields: { lastName } }));
    await synchronise(api, await folder.zip({ 'a.xml': users }));
    const rows = await portal.query<{ name: string }>(
      `select last_name as name from users where primary_id like 'name-%' order by primary_id`,
    );
    expect(rows.map(({ name }) => name)).toEqual(names);
  });

  it('shows its progress to watchers and leaves no file behind', async () => {
    const socket = await api.connect();
    const heard = hear(socket, 'job');
    await ask(socket, 'topic.watch', { topic: 'jobs', on: true });
    const job = await synchronise(api, await folder.zip({ 'a.xml': [aSourceUser('seen')] }));
    await eventually(() => {
      expect(heard.filter(({ id }) => id === job.id).at(-1)).toMatchObject({
        state: 'completed',
        counts: { created: 1 },
      });
    });
    api.close();
    await eventually(async () => {
      expect(await readdir(join(portal.dataDir, 'uploads'))).toEqual([]);
    });
    await expect(portal.query('select * from feed_item')).resolves.toEqual([]);
    await expect(portal.query('select * from record_lock')).resolves.toEqual([]);
    await expect(portal.query('select 1 from users where lock_id is not null')).resolves.toEqual([]);
  });

  it('F86 waits while another one runs, and is seen waiting', async () => {
    const big = await folder.zip({ 'a.xml': Array.from({ length: 3000 }, (_, at) => aSourceUser(`queue-${at}`)) });
    const small = await folder.zip({ 'a.xml': [aSourceUser('queue-last')] });
    const [first, second] = [await upload(api, big), await upload(api, small)];
    const { body } = await api.get<{ jobs: Job[] }>('/api/jobs');
    expect(body.jobs.slice(0, 2).map(({ id }) => id)).toEqual([second.body.id, first.body.id]);
    expect(body.jobs[0]).toMatchObject({ state: 'queued', startedAt: null });
    const jobs = await eventually(async () => {
      const both = (await api.get<{ jobs: Job[] }>('/api/jobs')).body.jobs.slice(0, 2);
      expect(both.map(({ state }) => state)).toEqual(['completed', 'completed']);
      return both;
    }, 30_000);
    expect(Date.parse(jobs[0]?.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(jobs[1]?.finishedAt ?? ''));
  }, 60_000);
});
