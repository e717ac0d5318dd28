import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocksService } from '../../backend/src/locks/locks.service.js';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import { createLogger } from '../../backend/src/platform/log/logger.js';
import { DEFAULT_PACE } from '../../backend/src/sis/synchronise.js';
import { ApiClient } from '../support/api-client.js';
import { deleteUser, placeHold } from '../support/deletion.js';
import { eventually } from '../support/eventually.js';
import { ask, follow } from '../support/live.js';
import { PlantedPerson, WORD } from '../support/planted-person.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startSecondNode, startTestPortal } from '../support/portal.js';
import { readRecord } from '../support/records.js';
import { columnsWith, filesWith } from '../support/scan.js';

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
let planted: PlantedPerson;
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

beforeAll(async () => {
  Object.assign(DEFAULT_PACE, { rounds: 1, pauseMs: 10 });
  one = await startTestPortal({}, log);
  two = await startSecondNode(one, {}, log);
  ada = await one.signedIn();
  other = (await ada.addUser()).id;
  id = await one.addAccount('quokka-once');
  person = one.client();
  const session = { username: 'quokka-once', password: PASSWORD };
  await person.post('/api/session', session, { 'user-agent': 'Quokka browser' });
  planted = await PlantedPerson.create({ portal: one, ada, person, id, other });
  await planted.everywhere();
  await placeHold(ada, id, 'import-profile', 'quokka-profile', { label: 'Quokka profile', leaseSeconds: 60 });
  await one.query(`update deletion_hold set expires_at = clock_timestamp() where user_id = $1`, [id]);
  const past = { kind: 'exclusive', holderId: null, holder: 'Ada', reason: 'past', jobId: null } as const;
  await one.get(LocksService).acquire(SYSTEM, [id], past);
  report = await planted.reject();
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
  await planted.remove();
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
        ...['access_log.user_id', 'access_log.actor_id', 'attempt_counter.user_id'],
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
