import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { Problem } from '../../backend/src/contract/problems.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { migrate } from '../../backend/src/platform/database/migrate.js';
import { aSourceUser, anIdentifier, FeedFolder } from '../fixtures/feed.js';
import { countsOf, rejects, synchronise } from '../fixtures/feed-run.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { createDatabase } from '../support/postgres.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { readRecord, saveFields } from '../support/records.js';
import { adding, changing, removing, save, setting } from '../support/rows.js';
import { readSetting, saveSetting } from '../support/settings.js';

let portal: TestPortal;
let ada: ApiClient;
let grace: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
  grace = await portal.signedIn();
});
afterAll(() => portal.stop());
// Whatever a test left shared must not keep the next one from switching on.
beforeEach(async () => {
  await switchTo(false);
  await portal.query('delete from user_identifier');
});

function switchTo(on: boolean): Promise<Answer<unknown>> {
  return saveSetting(ada, 'unique_across_types', on);
}

const identifier = (type: string, value: string): ReturnType<typeof adding> => adding('identifiers', { type, value });

const told = ({ status, body }: Answer<Pick<Problem, 'errors'>>): unknown[] => [
  status,
  (body.errors ?? []).map(({ path, code }) => `${path} ${code}`),
];

const USER = '01900000-0000-7000-8000-000000000001';
const KEYS = `select key from identifier_key where user_id = $1 order by key`;

async function keysOf(id: string): Promise<string[]> {
  return (await portal.query<{ key: string }>(KEYS, [id])).map(({ key }) => key);
}

describe('identifiers', () => {
  it('S094 S095 their keys follow every write, and nothing is left of a user who goes', async () => {
    const primaryId = randomUUID();
    const [one, two] = [identifier('BARCODE', 'Ａ-1'), identifier('ORCID', 'b-1')];
    const user = (await save(ada, await ada.addUser({ primaryId }), one, two)).body;
    expect(await keysOf(user.id)).toEqual(['a-1', 'b-1', primaryId].sort());
    const moved = await save(
      ada,
      user,
      changing('identifiers', one.id, { type: 'BARCODE', value: 'C-1' }),
      removing('identifiers', two.id),
      setting('primaryId', 'Moved-1'),
    );
    expect(moved.status).toBe(200);
    expect(await keysOf(user.id)).toEqual(['c-1', 'moved-1']);
    // The old values are free again.
    const heir = await save(ada, await ada.addUser({ primaryId }), identifier('BARCODE', 'a-1'));
    expect(heir.status).toBe(200);
    await portal.query('delete from users where id = $1', [user.id]);
    expect(await keysOf(user.id)).toEqual([]);
  });

  it('S095 an index keeps one user from having a value twice, whoever writes', async () => {
    const user = (await save(ada, await ada.addUser({ primaryId: 'own-95' }), identifier('BARCODE', 'twice-95'))).body;
    const write = (value: string): Promise<unknown> =>
      portal.query(
        `insert into user_identifier (id, user_id, type, value, value_key) values (gen_random_uuid(), $1, 'ORCID', $2, $2)`,
        [user.id, value],
      );
    for (const value of ['twice-95', 'own-95']) {
      await expect(write(value)).rejects.toMatchObject({ code: '23505', constraint: 'identifier_key_of_user' });
    }
    const rename = portal.query(`update users set primary_id_key = 'twice-95', version = version + 1 where id = $1`, [
      user.id,
    ]);
    await expect(rename).rejects.toMatchObject({ constraint: 'identifier_key_of_user' });
  });

  it('S095 F62 a refusal names the row, or the field, whose value is taken', async () => {
    await save(ada, await ada.addUser({ primaryId: 'named-p' }), identifier('BARCODE', 'Named, 1'));
    const user = await ada.addUser();
    const [free, taken] = [identifier('BARCODE', 'free-1'), identifier('BARCODE', 'NAMED, 1')];
    const refused = await save(ada, user, free, taken, setting('jobDescription', 'Maps'));
    expect(told(refused)).toEqual([409, [`identifiers.${taken.id}.value user.identifier-taken`]]);
    expect(JSON.stringify(refused.body)).not.toContain('Somerville');
    expect(await readRecord(ada, user.id)).toMatchObject({ version: 1, jobDescription: null, identifiers: [] });
    expect(told(await saveFields(ada, user, { primaryId: 'NAMED-P' }))).toEqual([
      409,
      ['primaryId user.identifier-taken'],
    ]);
    const rows = [free, taken].map(({ row }) => row);
    const added = await ada.post<Problem>('/api/users', {
      ...{ recordType: 'PUBLIC', primaryId: randomUUID(), firstName: 'A', lastName: 'B', identifiers: rows },
      emails: [{ address: 'a@example.org', types: ['work'] }],
    });
    expect(told(added)).toEqual([409, ['identifiers.1.value user.identifier-taken']]);
  });

  it('S095 S087 a value may change its type, or become the primary identifier, within one save', async () => {
    const row = identifier('BARCODE', 'wander-1');
    const user = (await save(ada, await ada.addUser(), row)).body;
    const other = identifier('ORCID', 'wander-1');
    const typed = await save(ada, user, removing('identifiers', row.id), other);
    expect(typed.body.identifiers).toMatchObject([{ type: 'ORCID', value: 'wander-1' }]);
    const primary = await save(ada, typed.body, removing('identifiers', other.id), setting('primaryId', 'wander-1'));
    expect([primary.status, primary.body.primaryId]).toEqual([200, 'wander-1']);
  });
});

describe('a database of before', () => {
  it('S095 S096 gets the keys of what it has, keeps what users have twice, and the rule off that bound nobody', async () => {
    const old = await createDatabase();
    const client = new Client({ connectionString: old.url });
    await client.connect();
    try {
      const triggers = ['users_change_key', 'users_insert_keys', 'users_delete_keys'].map((name) => [name, 'users']);
      const onRows = ['user_identifier_change_key', 'user_identifier_insert_keys', 'user_identifier_delete_keys'];
      for (const [name, table] of [...triggers, ...onRows.map((one) => [one, 'user_identifier'])]) {
        await client.query(`drop trigger ${name ?? ''} on ${table ?? ''}`);
      }
      await client.query('drop table identifier_key');
      for (const name of ['keys_of_added_users', 'keys_of_added_identifiers', 'keys_of_removed_rows']) {
        await client.query(`drop function ${name}`);
      }
      await client.query('drop function key_of_changed_user, key_of_changed_identifier');
      await client.query(`delete from migration where name like '%identifier-keys'`);
      await client.query(`insert into setting values ('unique_across_types', 'true', 1, now(), 'Ada')`);
      await client.query(`insert into users (id, record_type, account_type, primary_id, primary_id_key, sort_name, name_search)
        values ('${USER}', 'PUBLIC', 'INTERNAL', 'Old', 'old', 'old', '')`);
      await client.query(`insert into user_identifier (id, user_id, type, value, value_key) select gen_random_uuid(),
        '${USER}', type, 'Twice', 'twice' from unnest(array['BARCODE', 'ORCID']) as type`);
      await migrate(old.url);
      const { rows: keys } = await client.query('select user_id, key from identifier_key order by key');
      expect(keys).toEqual(['old', 'twice'].map((key) => ({ user_id: USER, key })));
      const { rows: settings } = await client.query(`select value, version from setting`);
      expect(settings).toEqual([{ value: false, version: 2 }]);
      const { rows: changes } = await client.query(`select before, after, actor from setting_change`);
      expect(changes).toEqual([{ before: true, after: false, actor: 'Rollcall' }]);
    } finally {
      await client.end();
      await old.drop();
    }
  });
});

describe('unique across types', () => {
  it('S096 off, only the type it has keeps an identifier apart from others', async () => {
    const user = await ada.addUser({ primaryId: 'apart-1' });
    await save(ada, user, identifier('UNIV_ID', 'apart-2'));
    const other = await save(ada, await ada.addUser(), identifier('ORCID', 'APART-2'), identifier('ISNI', 'apart-1'));
    expect(other.status).toBe(200);
  });

  it('S096 F56 on, no identifier equals anybody else’s of any type, in any case, the primary one included', async () => {
    expect((await switchTo(true)).status).toBe(200);
    const user = await ada.addUser({ primaryId: 'across-1' });
    expect((await save(ada, user, identifier('UNIV_ID', 'across-2'))).status).toBe(200);
    const other = await ada.addUser();
    for (const value of ['ACROSS-2', 'Ａcross-1']) {
      const row = identifier('ORCID', value);
      expect(told(await save(ada, other, row))).toEqual([409, [`identifiers.${row.id}.value user.identifier-taken`]]);
    }
    const taken = [409, ['primaryId user.identifier-taken']];
    expect(told(await saveFields(ada, other, { primaryId: 'across-2' }))).toEqual(taken);
    const added = await ada.post<Problem>('/api/users', {
      ...{ recordType: 'PUBLIC', primaryId: 'Across-2', firstName: 'A', lastName: 'B' },
      emails: [{ address: 'a@example.org', types: ['work'] }],
    });
    expect(told(added)).toEqual(taken);
    expect((await readRecord(ada, other.id)).version).toBe(1);
    expect((await switchTo(false)).status).toBe(200);
    expect((await save(ada, other, identifier('ORCID', 'across-2'))).status).toBe(200);
  });

  it('S096 cannot be switched on while users share an identifier, and says how many and which', async () => {
    const shared = Array.from({ length: 7 }, (_, at) => `shared-${String(at)}`);
    await save(ada, await ada.addUser(), ...shared.map((value) => identifier('BARCODE', value)));
    await save(ada, await ada.addUser(), ...shared.map((value) => identifier('ORCID', value)));
    const refused = await saveSetting(ada, 'unique_across_types', true);
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [
        { path: 'value', code: 'identifiers.shared', detail: '7' },
        ...shared.slice(0, 5).map((value) => ({
          path: `value.${value}`,
          code: 'identifier.shared',
          detail: 'BARCODE, ORCID',
        })),
      ],
    ]);
    expect((await readSetting(ada, 'unique_across_types')).value).toBe(false);
    expect((await save(ada, await ada.addUser(), identifier('ISNI', 'shared-0'))).status).toBe(200);
  });

  it('S096 F61 does not name them to somebody who may set settings and see no users', async () => {
    await save(ada, await ada.addUser(), identifier('BARCODE', 'hidden-1'));
    await save(ada, await ada.addUser(), identifier('ORCID', 'hidden-1'));
    const system = await portal.signedIn([ROLE.generalSystemAdministrator]);
    const refused = await saveSetting(system, 'unique_across_types', true);
    expect(refused.body.errors).toEqual([{ path: 'value', code: 'identifiers.shared', detail: '1' }]);
  });

  it('S096 F62 of two people who give two users one value under two types at once, one wins and one is told', async () => {
    await switchTo(true);
    for (let round = 0; round < 10; round += 1) {
      const value = `race-${String(round)}`;
      const [one, two] = await Promise.all([ada.addUser(), grace.addUser()]);
      const [mine, theirs] = [identifier('UNIV_ID', value), identifier('ORCID', value)];
      const answers = await Promise.all([save(ada, one, mine), save(grace, two, theirs)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      const loser = answers[0].status === 409 ? mine : theirs;
      const refused = answers.find(({ status }) => status === 409);
      expect(refused?.body.errors).toEqual([{ path: `identifiers.${loser.id}.value`, code: 'user.identifier-taken' }]);
    }
  });

  it('S096 switching it on races with nobody: what is saved meanwhile keeps it off, or is refused', async () => {
    for (let round = 0; round < 12; round += 1) {
      await switchTo(false);
      await portal.query('delete from user_identifier');
      const value = `meanwhile-${String(round)}`;
      const [one, two] = await Promise.all([ada.addUser(), ada.addUser()]);
      const writes = [save(ada, one, identifier('UNIV_ID', value)), save(grace, two, identifier('ORCID', value))];
      const [switched, ...saved] = await Promise.all([switchTo(true), ...writes]);
      const [shared] = await portal.query<{ count: number }>(
        'select count(*)::int as count from identifier_key where key = $1',
        [value],
      );
      const both = saved.every(({ status }) => status === 200);
      expect([switched.status, shared?.count]).toEqual(both ? [422, 2] : [200, 1]);
    }
  });
});

describe('the feed', () => {
  let folder: FeedFolder;
  beforeAll(async () => {
    folder = await FeedFolder.create();
  });
  afterAll(() => folder.remove());

  it('S095 F83 rejects a user with one value under two types, or as primary identifier too, and takes the others', async () => {
    const row = identifier('INST_ID', 'kept-3');
    const path = await folder.zip({
      'a.xml': [
        aSourceUser('feed-1', { identifiers: [anIdentifier('both-1'), anIdentifier('BOTH-1', { type: 'ORCID' })] }),
        aSourceUser('feed-2', { identifiers: [anIdentifier('FEED-2')] }),
        aSourceUser('feed-3', { identifiers: [] }),
      ],
    });
    const job = await synchronise(ada, path);
    expect(countsOf(job)).toEqual([3, 2, 0, 1, 0]);
    const found = await rejects(ada, job.id);
    expect(found.map(({ primaryId, line, code }) => [primaryId, line, code])).toEqual([
      ['feed-1', expect.any(Number), 'identifier.repeated'],
      ['feed-2', expect.any(Number), 'identifier.is-primary-id'],
    ]);
    const [user] = await portal.query<{ id: string }>(`select id from users where primary_id = 'feed-3'`);
    await save(ada, await readRecord(ada, user?.id ?? ''), row);
    const again = await synchronise(
      ada,
      await folder.zip({ 'a.xml': [aSourceUser('feed-3', { identifiers: [anIdentifier('kept-3')] })] }),
    );
    await expect(rejects(ada, again.id)).resolves.toMatchObject([{ primaryId: 'feed-3', code: 'identifier.repeated' }]);
  });

  it('S096 F83 rejects by row what belongs to somebody else under another type, within a file and beside it', async () => {
    await switchTo(true);
    await save(ada, await ada.addUser({ primaryId: 'x-primary' }), identifier('ORCID', 'x-1'));
    const path = await folder.zip({
      'a.xml': [
        aSourceUser('x-a', { identifiers: [anIdentifier('x-1')] }),
        aSourceUser('x-b', { identifiers: [anIdentifier('X-PRIMARY')] }),
        aSourceUser('x-c', { identifiers: [anIdentifier('x-d')] }),
        aSourceUser('x-d', { identifiers: [] }),
        aSourceUser('x-1', { identifiers: [] }),
        aSourceUser('x-e', { identifiers: [anIdentifier('x-2', { type: 'ORCID' })] }),
        aSourceUser('x-f', { identifiers: [anIdentifier('x-2')] }),
      ],
    });
    const job = await synchronise(ada, path);
    expect(job.state).toBe('completed');
    expect(countsOf(job)).toEqual([7, 5, 0, 2, 0]);
    const found = await rejects(ada, job.id);
    expect(found.map(({ primaryId, code, field }) => `${primaryId ?? ''} ${field ?? ''} ${code}`)).toEqual([
      'x-a user_identifier identifier.taken',
      'x-b user_identifier identifier.taken',
      'x-d primary_id identifier.taken',
      'x-1 primary_id identifier.taken',
      'x-f user_identifier identifier.taken',
    ]);
  });

  it('S096 goes on when the index refuses what was planned a moment before', async () => {
    await portal.query(`create unique index identifier_key_exclusive on identifier_key (key)`);
    await save(ada, await ada.addUser(), identifier('ORCID', 'y-1'));
    const users = ['a', 'b', 'c'].map((id) =>
      aSourceUser(`y-${id}`, { identifiers: [anIdentifier(id === 'b' ? 'y-1' : `y-own-${id}`)] }),
    );
    const job = await synchronise(ada, await folder.zip({ 'a.xml': users }));
    expect(countsOf(job)).toEqual([3, 1, 0, 2, 0]);
    await expect(rejects(ada, job.id)).resolves.toMatchObject([{ primaryId: 'y-b', code: 'identifier.taken' }]);
    await portal.query('drop index identifier_key_exclusive');
  });
});
