import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HoldList } from '../../backend/src/contract/deletion.js';
import { HOLD_KINDS } from '../../backend/src/contract/deletion.js';
import { ROLE, ROLE_CODES } from '../../backend/src/contract/permissions.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import { LocksService } from '../../backend/src/locks/locks.service.js';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { ended, synchronise, upload } from '../fixtures/feed-run.js';
import type { ApiClient } from '../support/api-client.js';
import { blockersOf, clearHold, deleteUser, holdPath, placeHold, putResearcher } from '../support/deletion.js';
import { eventually } from '../support/eventually.js';
import { whileHeld } from '../support/hold-changes.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { readRecord } from '../support/records.js';

const NOBODY = '88888888-8888-4888-8888-888888888888';
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

describe('who may delete', () => {
  it.each(ROLE_CODES)(
    'S001 S002 role %s deletes, asks and holds only as User Manager or User Administrator',
    async (role) => {
      const client = await portal.signedIn([role]);
      const user = await ada.addUser();
      const mayDelete = role === ROLE.userManager || role === ROLE.userAdministrator;
      const hold = await client.request('PUT', holdPath(user.id, 'md-editor', 'x'), PROFILE);
      expect(hold.status).toBe(mayDelete ? 200 : 403);
      expect((await client.get(`/api/users/${user.id}/deletion`)).status).toBe(mayDelete ? 200 : 403);
      expect((await deleteUser(client, user)).status).toBe(mayDelete ? 409 : 403);
      if (mayDelete) await clearHold(client, user.id, 'md-editor', 'x');
      expect((await deleteUser(client, user)).status).toBe(mayDelete ? 204 : 403);
    },
  );

  it('S002 F52 nobody deletes somebody who may do more than they', async () => {
    const manager = await portal.signedIn([ROLE.userManager]);
    const above = await readRecord(ada, await portal.addAccount(`above-${randomUUID()}`));
    const refused = await deleteUser(manager, above);
    expect(refused.body).toMatchObject({ code: 'user.not-deletable', blockers: [{ reason: 'outranks' }] });
    expect((await deleteUser(ada, above)).status).toBe(204);
  });
});

describe('what stands against deleting', () => {
  it.each([
    ['S116', 'locked-record'],
    ['S117', 'import-profile'],
    ['S118', 'md-editor'],
  ] as const)(
    '%s S122 a hold of the kind %s refuses it, with label, reference and link, until it is cleared',
    async (_row, kind) => {
      const user = await ada.addUser();
      const link = 'https://catalogue.example.org/9912345';
      await placeHold(ada, user.id, kind, 'MMS 99/12', { label: 'The Connexion', link });
      const reason = { reason: 'hold', kind, reference: 'MMS 99/12', label: 'The Connexion', link, expiresAt: null };
      expect(await blockersOf(ada, user.id)).toMatchObject([reason]);
      const refused = await deleteUser(ada, user);
      expect([refused.status, refused.body?.code]).toEqual([409, 'user.not-deletable']);
      expect(refused.body?.blockers).toMatchObject([reason]);
      expect(await readRecord(ada, user.id)).toMatchObject({ version: user.version });
      await clearHold(ada, user.id, kind, 'MMS 99/12');
      expect((await deleteUser(ada, user)).status).toBe(204);
    },
  );

  it('S116 S117 S118 holds are placed once however often, each under its own reference, and change nothing of the record', async () => {
    const user = await ada.addUser();
    for (const kind of HOLD_KINDS) await placeHold(ada, user.id, kind, '1', PROFILE);
    await placeHold(ada, user.id, 'md-editor', '1', { label: 'Renamed' });
    await placeHold(ada, user.id, 'md-editor', '2', PROFILE);
    await clearHold(ada, user.id, 'md-editor', 'unheard of');
    const { holds } = (await ada.get<HoldList>(`/api/users/${user.id}/holds`)).body;
    expect(holds.map(({ kind, reference, label }) => `${kind} ${reference} ${label}`).sort()).toEqual([
      'import-profile 1 Nightly import',
      'locked-record 1 Nightly import',
      'md-editor 1 Renamed',
      'md-editor 2 Nightly import',
    ]);
    const now = await readRecord(ada, user.id);
    expect([now.version, now.seq]).toEqual([user.version, user.seq]);
  });

  it('S118 a hold with a lease ends by itself, by the clock of the database', async () => {
    const user = await ada.addUser();
    await placeHold(ada, user.id, 'md-editor', 'tab', { label: 'Open', leaseSeconds: 60 });
    expect(await blockersOf(ada, user.id)).toHaveLength(1);
    await portal.query(`update deletion_hold set expires_at = clock_timestamp() where user_id = $1`, [user.id]);
    expect(await blockersOf(ada, user.id)).toEqual([]);
    expect((await ada.get<HoldList>(`/api/users/${user.id}/holds`)).body.holds).toEqual([]);
    await placeHold(ada, user.id, 'md-editor', 'tab', { label: 'Open', leaseSeconds: 60 });
    expect(await blockersOf(ada, user.id)).toHaveLength(1);
  });

  it.each([
    ['a kind nobody knows', 'loan', '1', PROFILE, 'request.invalid'],
    ['no label', 'md-editor', '1', { label: ' ' }, 'request.invalid'],
    ['an unknown key', 'md-editor', '1', { ...PROFILE, until: 'noon' }, 'request.invalid'],
    ['a lease of no time', 'md-editor', '1', { ...PROFILE, leaseSeconds: 0 }, 'request.invalid'],
    ['a link that runs code', 'md-editor', '1', { ...PROFILE, link: 'javascript:alert(1)' }, 'request.invalid'],
    ['a reference too long', 'md-editor', 'x'.repeat(201), PROFILE, 'request.invalid'],
  ])('S116 F49 %s is refused and holds nothing', async (_what, kind, reference, hold, code) => {
    const user = await ada.addUser();
    const answer = await ada.request<Problem>('PUT', holdPath(user.id, kind, reference), hold);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect(await blockersOf(ada, user.id)).toEqual([]);
  });

  it('S116 S003 nobody who does not exist is held or made a researcher', async () => {
    expect((await ada.request('PUT', holdPath(NOBODY, 'md-editor', '1'), PROFILE)).status).toBe(404);
    expect((await putResearcher(ada, NOBODY, { assets: 0, grants: 0 })).status).toBe(404);
    expect((await ada.get(`/api/users/${NOBODY}/deletion`)).status).toBe(404);
    expect((await deleteUser(ada, { id: NOBODY, version: 1 })).status).toBe(404);
  });

  it('S119 F86 a running job that holds the record refuses it, with its id and progress', async () => {
    await synchronise(ada, await folder.zip({ 'a.xml': [aSourceUser('s119')] }));
    const user = await readRecord(ada, await idOf('s119'));
    const changed = aSourceUser('s119', { fields: { lastName: 'Hardy' } });
    const path = await folder.zip({ 'a.xml': [changed] });
    await whileHeld(portal, async (release) => {
      const { body: job } = await upload(ada, path);
      await eventually(async () => {
        expect(await blockersOf(ada, user.id)).toMatchObject([
          { reason: 'job', part: 'holds', jobId: job.id, fileName: 'people.zip', processed: 0, total: 1 },
        ]);
      });
      const refused = await deleteUser(ada, user);
      expect(refused.body).toMatchObject({ code: 'user.not-deletable', blockers: [{ reason: 'job', jobId: job.id }] });
      await release();
      await ended(ada, job.id);
    });
    expect(await blockersOf(ada, user.id)).toEqual([]);
  });

  it('S119 a job that has put the record off, and one its owner started, refuse it as well', async () => {
    const grace = await portal.signedIn();
    const { body: me } = await grace.get<{ userId: string }>('/api/session');
    await synchronise(ada, await folder.zip({ 'a.xml': [aSourceUser('s119-off')] }));
    const id = await idOf('s119-off');
    const request = { kind: 'exclusive', holderId: null, holder: 'Ada', reason: 'alone', jobId: null } as const;
    const lease = await portal.get(LocksService).acquire(SYSTEM, [id], request);
    expect(await blockersOf(ada, id)).toMatchObject([{ reason: 'lock', holder: 'Ada', text: 'alone' }]);
    const changed = aSourceUser('s119-off', { fields: { lastName: 'Hardy' } });
    const { body: job } = await upload(grace, await folder.zip({ 'a.xml': [changed] }));
    await eventually(async () => {
      expect((await blockersOf(ada, id)).at(0)).toMatchObject({ reason: 'job', part: 'waits', jobId: job.id });
    });
    expect(await blockersOf(ada, me.userId)).toMatchObject([{ reason: 'job', part: 'started', jobId: job.id }]);
    await portal.query(`update record_lock set expires_at = clock_timestamp() where id = $1`, [lease?.token]);
    await ended(ada, job.id);
    expect(await blockersOf(ada, id)).toEqual([]);
    expect(await blockersOf(ada, me.userId)).toEqual([]);
  });

  it('S120 a researcher with assets or grants refuses it; one without does not', async () => {
    const user = await ada.addUser();
    for (const [assets, grants] of [
      [3, 0],
      [0, 2],
      [3, 2],
    ] as const) {
      expect((await putResearcher(ada, user.id, { assets, grants })).status).toBe(200);
      expect(await blockersOf(ada, user.id)).toEqual([{ reason: 'researcher', assets, grants }]);
      expect((await deleteUser(ada, await readRecord(ada, user.id))).status).toBe(409);
    }
    await putResearcher(ada, user.id, { assets: 0, grants: 0 });
    expect((await deleteUser(ada, await readRecord(ada, user.id))).status).toBe(204);
    expect(await portal.query('select 1 from researcher where user_id = $1', [user.id])).toEqual([]);
  });

  it('S122 F100 every reason is said at once, and deleting works when all have gone', async () => {
    const user = await ada.addUser();
    for (const kind of HOLD_KINDS) await placeHold(ada, user.id, kind, kind, PROFILE);
    await putResearcher(ada, user.id, { affiliation: 'Mathematics', assets: 2, grants: 1 });
    const request = { kind: 'exclusive', holderId: null, holder: 'Ada', reason: 'alone', jobId: null } as const;
    const lease = await portal.get(LocksService).acquire(SYSTEM, [user.id], request);
    const refused = await deleteUser(ada, user);
    const reasons = ['hold', 'hold', 'hold', 'lock', 'researcher'];
    expect(refused.body?.blockers?.map(({ reason }) => reason)).toEqual(reasons);
    for (const kind of HOLD_KINDS) await clearHold(ada, user.id, kind, kind);
    await portal.query(`update record_lock set expires_at = clock_timestamp() where id = $1`, [lease?.token]);
    await putResearcher(ada, user.id, { assets: 0, grants: 0 });
    expect((await deleteUser(ada, await readRecord(ada, user.id))).status).toBe(204);
  });
});
