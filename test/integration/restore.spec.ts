import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Change, HistoryPage } from '../../backend/src/contract/changes.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { startTestPortal, type TestPortal } from '../support/portal.js';
import { readRecord, type RecordOrProblem, saveFields } from '../support/records.js';
import { adding, changing, removing, save, setting } from '../support/rows.js';

let portal: TestPortal;
let ada: ApiClient;
let grace: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
  grace = await portal.signedIn();
});
afterAll(() => portal.stop());

const PHONE = { number: '+47 1', types: ['home'] };
const NOTE = { type: 'OTHER', text: 'Prefers tea' };

async function history(id: string, query = '', client = ada): Promise<Change[]> {
  return (await client.get<HistoryPage>(`/api/users/${id}/history?${query}`)).body.entries;
}

async function newest(id: string): Promise<Change> {
  const [entry] = await history(id);
  if (entry === undefined) throw new Error('no history');
  return entry;
}

function restore(
  client: ApiClient,
  seen: Pick<UserRecord, 'id' | 'version'>,
  seq: number,
  ...targets: string[]
): Promise<Answer<RecordOrProblem>> {
  return client.post(`/api/users/${seen.id}/history/${seq}/restore`, { baseVersion: seen.version, targets });
}

describe('restoring an entry of the history', () => {
  it('B06 puts fields back by a save of its own, which says what it restored', async () => {
    const user = await ada.addUser({ jobDescription: 'Baker', title: 'MS' });
    const changed = (await saveFields(ada, user, { jobDescription: 'Reader', title: 'DR' })).body;
    const entry = await newest(user.id);
    const restored = await restore(grace, changed, entry.seq, 'jobDescription');
    expect(restored.body).toMatchObject({ version: 3, jobDescription: 'Baker', title: 'DR' });
    await expect(newest(user.id)).resolves.toMatchObject({
      ...{ version: 3, action: 'updated', source: 'UI', restoredFrom: entry.seq },
      fields: [{ field: 'jobDescription', before: 'Reader', after: 'Baker' }],
    });
    expect(entry.restoredFrom).toBeUndefined();
  });

  it('B06 puts rows back: a deleted one under its id, an added one goes, a changed one is as it was', async () => {
    const [kept, gone] = [adding('phones', { ...PHONE, preferred: true }), adding('notes', NOTE)];
    const user = (await save(ada, await ada.addUser(), kept, gone)).body;
    const added = adding('identifiers', { type: 'BARCODE', value: `R-${user.id}` });
    const step = [changing('phones', kept.id, { ...PHONE, number: '2' }), removing('notes', gone.id), added];
    const changed = (await save(ada, user, ...step)).body;
    const targets = [`phones:${kept.id}`, `notes:${gone.id}`, `identifiers:${added.id}`];
    const restored = await restore(ada, changed, (await newest(user.id)).seq, ...targets);
    expect(restored.status).toBe(200);
    expect(restored.body).toMatchObject({
      phones: [{ id: kept.id, number: '+47 1', preferred: true }],
      notes: [{ id: gone.id, text: 'Prefers tea' }],
      identifiers: [],
    });
  });

  it('B06 B04 is merged like every save: what somebody changed after the person looked is a conflict', async () => {
    const user = await ada.addUser({ title: 'MS' });
    const seen = (await saveFields(ada, user, { title: 'DR' })).body;
    const { seq } = await newest(user.id);
    await saveFields(grace, seen, { title: 'PROF' });
    const clash = await restore(ada, seen, seq, 'title');
    expect(clash.status).toBe(409);
    expect(clash.body.conflicts).toMatchObject([{ field: 'title', base: 'DR', mine: 'MS', theirs: 'PROF' }]);
    const meant = await restore(ada, await readRecord(ada, user.id), seq, 'title');
    expect(meant.body).toMatchObject({ title: 'MS', version: 4 });
  });

  it('B06 obeys the rules of the record and changes nothing when one is broken', async () => {
    const user = await ada.addUser({ expiryDate: '2030-01-01' });
    const later = (await saveFields(ada, user, { expiryDate: '2020-01-01' })).body;
    const entry = await newest(user.id);
    const purged = (await saveFields(ada, later, { purgeDate: '2021-01-01' })).body;
    const refused = await restore(ada, purged, entry.seq, 'expiryDate');
    expect([refused.status, refused.body.errors]).toEqual([422, [{ path: 'purgeDate', code: 'date.before-expiry' }]]);
    await expect(readRecord(ada, user.id)).resolves.toMatchObject({ version: 3, expiryDate: '2020-01-01' });
    const identifier = adding('identifiers', { type: 'BARCODE', value: `T-${user.id}` });
    const holder = (await save(ada, purged, identifier)).body;
    const freed = (await save(ada, holder, removing('identifiers', identifier.id))).body;
    const freeing = await newest(user.id);
    await save(ada, await ada.addUser(), adding('identifiers', { type: 'BARCODE', value: `T-${user.id}` }));
    expect((await restore(ada, freed, freeing.seq, `identifiers:${identifier.id}`)).status).toBe(409);
  });

  it('B06 S078 S079 F59 leaves to the feed what is the feed’s', async () => {
    const user = await ada.addUser({ lastName: 'One' });
    const renamed = (await saveFields(ada, user, { lastName: 'Two', title: 'DR' })).body;
    const { seq } = await newest(user.id);
    const external = (await save(ada, renamed, setting('accountType', 'EXTERNAL'))).body;
    const refused = await restore(ada, external, seq, 'lastName', 'title');
    expect(refused.body.errors).toEqual([{ path: 'lastName', code: 'field.owned-by-feed' }]);
    expect((await restore(ada, external, seq, 'title')).body).toMatchObject({ title: null, lastName: 'Two' });
  });

  it('B06 F52 grants and revokes nothing beyond the rights of who restores', async () => {
    const role = adding('roles', { role: ROLE.userAdministrator });
    const user = (await save(ada, await ada.addUser(), role)).body;
    const without = (await save(ada, user, removing('roles', role.id))).body;
    const { seq } = await newest(user.id);
    const manager = await portal.signedIn([ROLE.userManager]);
    const refused = await restore(manager, without, seq, `roles:${role.id}`);
    expect(refused.body.errors).toEqual([{ path: `roles.${role.id}`, code: 'role.beyond-own' }]);
    expect((await restore(ada, without, seq, `roles:${role.id}`)).status).toBe(200);
    const observer = await portal.signedIn([ROLE.researchObserver]);
    expect((await restore(observer, without, seq, `roles:${role.id}`)).status).toBe(403);
  });

  it('B06 F52 leaves the sign-in of somebody who may do more to people who may do as much', async () => {
    const role = adding('roles', { role: ROLE.userAdministrator });
    const user = (await save(ada, await ada.addUser(), role, setting('status', 'INACTIVE'))).body;
    const manager = await portal.signedIn([ROLE.userManager]);
    const { seq } = await newest(user.id);
    const refused = await restore(manager, user, seq, 'status');
    expect(refused.body.errors).toEqual([{ path: 'status', code: 'sign-in.outranks' }]);
    expect((await restore(ada, user, seq, 'status')).body).toMatchObject({ status: 'ACTIVE' });
  });

  it('B06 F50 refuses what is not in the entry, and entries that are not the record’s', async () => {
    const user = await ada.addUser({ title: 'MS' });
    const changed = (await saveFields(ada, user, { title: 'DR' })).body;
    const { seq } = await newest(user.id);
    const other = await restore(ada, changed, seq, 'lastName');
    expect(other.body.errors).toEqual([{ path: 'lastName', code: 'restore.not-in-entry' }]);
    expect((await restore(ada, await ada.addUser(), seq, 'title')).status).toBe(404);
    expect((await restore(ada, changed, seq)).status).toBe(400);
    const unknown = await ada.post<Problem>(`/api/users/${user.id}/history/x/restore`, { targets: ['title'] });
    expect(unknown.status).toBe(400);
    const [, creation] = await history(user.id);
    const created = await restore(ada, changed, creation?.seq ?? 0, 'title');
    expect(created.body.errors).toEqual([{ path: 'title', code: 'restore.not-in-entry' }]);
  });

  it('B06 F96 done twice is done once', async () => {
    const user = await ada.addUser({ title: 'MS' });
    const changed = (await saveFields(ada, user, { title: 'DR' })).body;
    const { seq } = await newest(user.id);
    const key = { 'idempotency-key': crypto.randomUUID() };
    const body = { baseVersion: changed.version, targets: ['title'] };
    for (let round = 0; round < 2; round += 1) {
      const answer = await ada.post<UserRecord>(`/api/users/${user.id}/history/${seq}/restore`, body, key);
      expect([answer.status, answer.body.version]).toEqual([200, 3]);
    }
  });
});

describe('filters of the history', () => {
  it('B05 S109 finds entries by source, by who did it and by field, and pages through them', async () => {
    const user = await ada.addUser({ title: 'MS' });
    const second = (await saveFields(ada, user, { title: 'DR' })).body;
    const third = (await saveFields(grace, second, { jobDescription: 'Maps' })).body;
    await save(grace, third, adding('phones', PHONE));
    const versions = async (query: string): Promise<number[]> =>
      (await history(user.id, query)).map(({ version }) => version);
    const [graceName, adaName] = (await history(user.id)).map(({ actor }) => actor).slice(1, 3);
    expect(await versions('field=title')).toEqual([2, 1]);
    expect(await versions('field=phones')).toEqual([4]);
    expect(await versions(`actor=${encodeURIComponent(graceName ?? '')}`)).toEqual([4, 3]);
    expect(await versions(`actor=${encodeURIComponent(adaName ?? '')}&field=title&limit=1`)).toEqual([2]);
    expect(await versions('source=FEED')).toEqual([]);
    expect(await versions('source=UI')).toEqual([4, 3, 2, 1]);
    expect((await ada.get(`/api/users/${user.id}/history?source=MAGIC`)).status).toBe(400);
  });

  it('B05 F33 tells an observer nothing about fields they may not see', async () => {
    const user = await ada.addUser({ birthDate: '1980-01-01' });
    await saveFields(ada, user, { birthDate: '1981-01-01' });
    const observer = await portal.signedIn([ROLE.researchObserver]);
    expect(await history(user.id, 'field=birthDate', observer)).toEqual([]);
    expect(await history(user.id, 'field=birthDate')).toHaveLength(2);
  });
});
