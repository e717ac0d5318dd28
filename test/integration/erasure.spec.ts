import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocksService } from '../../backend/src/locks/locks.service.js';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import { createLogger } from '../../backend/src/platform/log/logger.js';
import { DEFAULT_PACE } from '../../backend/src/sis/synchronise.js';
import { aSourceUser, anIdentifier, FeedFolder } from '../fixtures/feed.js';
import { rejects, synchronise } from '../fixtures/feed-run.js';
import { ApiClient } from '../support/api-client.js';
import { deleteUser, placeHold, putResearcher } from '../support/deletion.js';
import { eventually } from '../support/eventually.js';
import { ask, follow } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startSecondNode, startTestPortal } from '../support/portal.js';
import { readRecord, saveFields } from '../support/records.js';
import { adding, changing, removing, save } from '../support/rows.js';
import { columnsWith, filesWith } from '../support/scan.js';
import { saveSetting } from '../support/settings.js';

/** Stands in everything that is known of one person, and nowhere else. */
const WORD = 'quokka';
const NOTE = { type: 'OTHER', userViewable: false, popup: false };

const originalPace = { ...DEFAULT_PACE };
const logged: string[] = [];
const log = createLogger(
  'trace',
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged.push(chunk.toString());
      done();
    },
  }),
);

let one: TestPortal;
let two: TestPortal;
let ada: ApiClient;
let person: ApiClient;
let folder: FeedFolder;
let id: string;
let other: string;
let report: string;

/** Columns that held the word before: what the scan is worth. */
let before: string[];
let beforeById: string[];
let newest: number;

function atTwo(client: ApiClient): ApiClient {
  const second = new ApiClient(two.url);
  second.cookie = client.cookie;
  return second;
}

/** Every text of the record itself, whatever the rules for them are: past the API, as years of changes leave it. */
async function fillRecord(): Promise<void> {
  await one.query(
    `update users set version = version + 1, title = 'Quokka title', job_category = 'Quokka job',
      job_description = 'Quokka description', user_group = 'Quokka group', campus_code = 'Quokka campus',
      letters_out = '{Quokka letter}', website_url = 'https://quokka.example.org', preferred_language = 'Quokka language', external_id = 'Quokka owner'
    where id = $1`,
    [id],
  );
  await one.query(`insert into user_pin values ($1, 'quokka pin', clock_timestamp())`, [id]);
  await one.query(
    `insert into api_key (id, token_hash, user_id, name, permissions, used_from)
      values (gen_random_uuid(), 'quokka', $1, 'Quokka key', '{users.read}', 'quokka address')`,
    [id],
  );
  await one.query(`update session set ip = 'quokka address', user_agent = 'Quokka browser' where user_id = $1`, [id]);
  await one.query(`insert into user_preference values ($1, 'list', '"Quokka preference"')`, [id]);
  await one.query(
    `insert into user_role (id, user_id, role, scope) values (gen_random_uuid(), $1, '200', 'Quokka scope')`,
    [id],
  );
  // What is kept of the request that added them, for its retries.
  await one.query(`insert into idempotency_key values ($1, $2, 'hash', to_jsonb($3::text))`, [randomUUID(), other, id]);
  const seen = await readRecord(ada, id);
  const names = {
    primaryId: 'Quokka-now',
    firstName: 'Quokka first',
    middleName: 'Quokka middle',
    lastName: 'Quokka last',
    prefFirstName: 'Quokka preferred',
    prefLastName: 'Quokka preferred last',
  };
  const named = await saveFields(ada, seen, names);
  expect(named.status).toBe(200);
  const filled = await save(
    ada,
    named.body,
    adding('emails', { address: 'quokka2@example.org', types: ['work'], description: 'Quokka mail' }),
    adding('phones', { number: '+47 quokka', types: ['home'] }),
    adding('addresses', { lines: ['Quokka street'], city: 'Quokka town', note: 'Quokka bell', types: ['home'] }),
    adding('identifiers', { type: 'BARCODE', value: 'QUOKKA-1', note: 'Quokka card' }),
    adding('notes', { ...NOTE, text: 'Quokka likes leaves' }),
  );
  expect(filled.status).toBe(200);
  const edited = { title: { feed: 'Quokka', at: '2026-01-01T00:00:00Z' } };
  await one.query(`update users set version = version + 1, hand_edited = $2 where id = $1`, [id, edited]);
}

/** What they keep of the list, and what others keep that they are in. */
async function keep(): Promise<void> {
  const view = { name: 'Quokka view', shared: true, state: { tab: 'users', q: 'Quokka last' } };
  await person.post('/api/views', view);
  for (const client of [person, ada]) await client.post('/api/users/selections', { ids: [id, other] });
}

/** What they did to others: notes (one edited, one deleted by somebody else), a setting, a job, a lock. */
async function act(): Promise<void> {
  const [kept, gone] = [adding('notes', { ...NOTE, text: 'Kept' }), adding('notes', { ...NOTE, text: 'Gone' })];
  const noted = await save(person, await readRecord(person, other), kept, gone);
  expect(noted.status).toBe(200);
  const { id: noteId, row } = kept;
  const edited = await save(ada, noted.body, changing('notes', noteId, { ...row, text: 'Edited' }));
  expect((await save(ada, edited.body, removing('notes', gone.id))).status).toBe(200);
  expect((await saveSetting(person, 'name_display', NAMES)).status).toBe(200);
  await synchronise(person, await folder.zip({ 'a.xml': [aSourceUser('by-them', { notes: [feedNote] })] }));
  const { body } = await person.get<{ displayName: string }>('/api/session');
  const [held] = await one.query<{ id: string }>(`select id from users where primary_id = 'by-them'`);
  const request = { kind: 'exclusive', holderId: id, holder: body.displayName, reason: 'x', jobId: null } as const;
  await one.get(LocksService).acquire(SYSTEM, [held?.id ?? ''], request);
}

const NAMES = { order: 'last-first', inText: 'first-last', middleName: false };
const feedNote = { ...NOTE, type: 'OTHER', text: 'From the feed', createdBy: null } as const;

/** A feed whose report speaks of them: their own record, one that wants their identifier, one they hold. */
async function feed(): Promise<string> {
  const job = await synchronise(
    ada,
    await folder.zip({
      'a.xml': [
        aSourceUser('Quokka-now'),
        aSourceUser('wants', { identifiers: [anIdentifier('QUOKKA-1')] }),
        aSourceUser('by-them', { fields: { lastName: 'Hardy' } }),
      ],
    }),
  );
  expect((await rejects(ada, job.id)).map(({ detail }) => detail.toLowerCase().includes(WORD))).toEqual([
    true,
    true,
    true,
  ]);
  return job.id;
}

beforeAll(async () => {
  Object.assign(DEFAULT_PACE, { rounds: 1, pauseMs: 10 });
  one = await startTestPortal({}, log);
  two = await startSecondNode(one, {}, log);
  folder = await FeedFolder.create();
  ada = await one.signedIn();
  other = (await ada.addUser()).id;
  id = await one.addAccount('quokka-once');
  person = one.client();
  const session = { username: 'quokka-once', password: PASSWORD };
  await person.post('/api/session', session, { 'user-agent': 'Quokka browser' });
  await fillRecord();
  await keep();
  await act();
  await putResearcher(ada, id, { affiliation: 'Quokka institute', assets: 0, grants: 0 });
  await placeHold(ada, id, 'import-profile', 'quokka-profile', { label: 'Quokka profile', leaseSeconds: 60 });
  await one.query(`update deletion_hold set expires_at = clock_timestamp() where user_id = $1`, [id]);
  const past = { kind: 'exclusive', holderId: null, holder: 'Ada', reason: 'past', jobId: null } as const;
  await one.get(LocksService).acquire(SYSTEM, [id], past);
  report = await feed();
  await one.query(`update record_lock set expires_at = clock_timestamp() where $1 = any(record_ids)`, [id]);
  // Both nodes have all of it at hand: in what they followed, in what they show, and in who is here.
  for (const client of [person, atTwo(person)]) {
    const socket = await client.connect();
    await follow(socket);
    await ask(socket, 'presence.set', { place: 'record', recordId: other, mode: 'viewing', field: null });
  }
  await eventually(async () => {
    for (const client of [ada, atTwo(ada)]) {
      const shown = JSON.stringify((await client.get('/api/dashboard')).body).toLowerCase();
      if (!shown.includes(WORD)) throw new Error('they do not show yet');
      await client.get('/api/settings');
    }
  });
  before = await columnsWith(one, WORD);
  beforeById = await columnsWith(one, id);
  const deleted = await deleteUser(ada, await readRecord(ada, id));
  if (deleted.status !== 204) throw new Error(`not deleted: ${JSON.stringify(deleted.body)}`);
  const [row] = await one.query<{ seq: number }>(`select seq::int as seq from change_counter`);
  newest = row?.seq ?? 0;
}, 90_000);

afterAll(async () => {
  Object.assign(DEFAULT_PACE, originalPace);
  for (const client of [ada, person]) client.close();
  await two.stop();
  await one.stop();
  await folder.remove();
});

describe('after a person was deleted', () => {
  it('S121 F106 the scan is worth something: it found them in all these columns before', () => {
    const users = ['campus_code', 'external_id', 'first_name', 'job_category', 'job_description', 'last_name'];
    const more = [
      'middle_name',
      'name_search',
      'pref_first_name',
      'pref_last_name',
      'preferred_language',
      'primary_id',
    ];
    const rest = ['letters_out', 'primary_id_key', 'sort_name', 'title', 'user_group', 'website_url'];
    expect(before).toEqual(
      expect.arrayContaining([
        ...[...users, ...more, ...rest].map((column) => `users.${column}`),
        ...['change_log.actor', 'change_log.fields', 'change_log.record_name', 'deletion_hold.label'],
        ...['deletion_hold.reference', 'job.started_by', 'job_reject.detail', 'job_reject.primary_id'],
        ...['record_lock.holder', 'researcher.affiliation', 'session.user_agent', 'setting.updated_by'],
        ...['setting_change.actor', 'user_address.city', 'user_address.lines', 'user_address.note'],
        ...['user_email.address', 'user_email.address_key', 'user_email.description', 'user_identifier.note'],
        ...['user_identifier.value', 'user_identifier.value_key', 'user_note.created_by', 'user_note.text'],
        ...['user_phone.number', 'user_role.scope', 'user_pin.pin_hash', 'user_preference.value', 'saved_view.name'],
        ...['saved_view.name_key', 'saved_view.state', 'users.hand_edited'],
      ]),
    );
    expect(beforeById).toEqual(
      expect.arrayContaining([
        ...[
          'list_selection.owner_id',
          'list_selection_member.user_id',
          'saved_view.owner_id',
          'idempotency_key.response',
        ],
        ...[
          'user_pin.user_id',
          'user_preference.user_id',
          'session.user_id',
          'credential.user_id',
          'user_note.created_by_id',
        ],
        ...['change_log.actor_id', 'setting_change.actor_id', 'job.started_by_id', 'record_lock.holder_id'],
      ]),
    );
  });

  it('S121 F100 F106 no column of any table has a word of them, and their id stands in one entry of the log', async () => {
    // Their campus stays in the nameless entry, as their record type does: counts of each campus follow from it.
    expect(await columnsWith(one, WORD)).toEqual(['change_log.unit']);
    expect(await columnsWith(one, id)).toEqual(['change_log.record_id']);
    const left = await one.query(
      `select action, record_name, fields, actor_id is not null as by from change_log where record_id = $1`,
      [id],
    );
    expect(left).toEqual([{ action: 'deleted', record_name: '', fields: [], by: true }]);
  });

  it('S121 the log keeps its dense sequence, and what they did to others without their name', async () => {
    const rows = await one.query<{ seq: number }>('select seq::int as seq from change_log order by seq');
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: newest }, (_, at) => at + 1));
    const { notes } = await readRecord(ada, other);
    expect(notes).toMatchObject([{ text: 'Edited', createdBy: '', createdById: null }]);
    const { body } = await ada.get<{ entries: { actor: string; fields: unknown[] }[] }>(`/api/users/${other}/history`);
    expect(body.entries.filter(({ actor }) => actor === '')).toHaveLength(1);
    expect(body.entries.every(({ fields }) => fields.length > 0)).toBe(true);
  });

  it('S121 F106 no file and no line of the log has a word of them', async () => {
    expect(await filesWith(one.dataDir, WORD)).toEqual([]);
    expect(logged.filter((line) => line.toLowerCase().includes(WORD))).toEqual([]);
  });

  it('S121 F29 F100 their sockets are closed on both nodes and nobody sees them there', async () => {
    for (const client of [ada, atTwo(ada)]) {
      const socket = await client.connect();
      await eventually(async () => {
        const { presence } = await ask(socket, 'records.watch', { recordIds: [other, id] });
        expect(presence.flatMap(({ people }) => people)).toEqual([]);
      });
      client.close();
    }
    for (const node of [one, two]) {
      const stranger = new ApiClient(node.url);
      stranger.cookie = person.cookie;
      expect((await stranger.get('/api/session')).status).toBe(401);
    }
  });

  it.each(['one', 'two'])(
    'S121 F106 whoever resumes at node %s from the beginning hears nothing of them',
    async (name) => {
      const client = name === 'one' ? ada : atTwo(ada);
      const socket = await client.connect();
      await eventually(async () => {
        for (const since of [0, newest - 5]) {
          const answer = await ask(socket, 'changes.resume', { since });
          if (answer.resync) throw new Error('the whole log was not sent');
          expect(answer.to).toBeGreaterThanOrEqual(newest);
          expect(JSON.stringify(answer).toLowerCase()).not.toContain(WORD);
          const own = answer.changes.filter(({ recordId }) => recordId === id);
          expect(own.map(({ action, recordName, fields }) => ({ action, recordName, fields }))).toEqual([
            { action: 'deleted', recordName: '', fields: [] },
          ]);
        }
      });
      client.close();
    },
  );

  it.each(['one', 'two'])('S121 F106 nothing the API of node %s answers has a word of them', async (name) => {
    const client = name === 'one' ? ada : atTwo(ada);
    const paths = [
      ...['/api/users?tab=users', '/api/users?tab=staff', `/api/users?tab=users&q=${WORD}`, '/api/dashboard'],
      ...['/api/users?tab=users&by=identifier&q=QUOKKA-1', '/api/users?tab=users&by=email&q=quokka2@example.org'],
      ...[`/api/users/${other}`, `/api/users/${other}/history`, `/api/users/${id}/history`, '/api/jobs'],
      ...[`/api/jobs/${report}`, `/api/jobs/${report}/rejects`, '/api/settings', '/api/settings/name_display/history'],
      ...['/api/views', '/api/preferences/list', `/api/users/suggestions?q=${WORD}`],
    ];
    await eventually(async () => {
      for (const path of paths) {
        const { status, body } = await client.get(path);
        expect([path, status]).toEqual([path, 200]);
        expect(JSON.stringify(body).toLowerCase()).not.toContain(WORD);
      }
    });
    expect((await client.get(`/api/users/${id}`)).status).toBe(404);
    expect((await client.get<{ holds: unknown[] }>(`/api/users/${id}/holds`)).body.holds).toEqual([]);
  });

  it('S121 their identifiers are free again', async () => {
    const again = await ada.addUser({
      primaryId: 'quokka-once',
      identifiers: [{ type: 'BARCODE', value: 'QUOKKA-1' }],
    });
    expect(again.version).toBe(1);
    expect((await ada.get<{ entries: unknown[] }>(`/api/users/${again.id}/history`)).body.entries).toHaveLength(1);
  });
});
