import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Passwords } from '../../backend/src/auth/passwords.js';
import type { HistoryPage } from '../../backend/src/contract/changes.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import type { RecordOrProblem } from '../support/records.js';
import { readRecord } from '../support/records.js';
import { saveSetting } from '../support/settings.js';

let portal: TestPortal;
let ada: ApiClient;
let grace: ApiClient;
let mary: UserRecord;

beforeAll(async () => {
  portal = await startTestPortal();
  [ada, grace] = [await portal.signedIn(), await portal.signedIn()];
});
afterAll(() => portal.stop());
beforeEach(async () => {
  await saveSetting(ada, 'pin_number_method', 'fourDigit');
  mary = await ada.addUser();
});

function set(api: ApiClient, seen: UserRecord, values: Record<string, unknown>): Promise<Answer<RecordOrProblem>> {
  const operations = Object.entries(values).map(([field, value]) => ({ op: 'set', field, value }));
  return api.patch(`/api/users/${seen.id}`, { baseVersion: seen.version, operations });
}

async function hashOf(userId: string): Promise<string | undefined> {
  const rows = await portal.query<{ hash: string }>('select pin_hash as hash from user_pin where user_id = $1', [
    userId,
  ]);
  return rows[0]?.hash;
}

async function historyOf(userId: string): Promise<HistoryPage['entries']> {
  return (await ada.get<HistoryPage>(`/api/users/${userId}/history`)).body.entries;
}

/** Every row of every table as text, in which a secret would be found wherever it was left. */
async function everything(): Promise<string> {
  const tables = await portal.query<{ name: string }>(
    `select format('%I', tablename) as name from pg_tables where schemaname = 'public'`,
  );
  const texts = await Promise.all(
    tables.map(({ name }) => portal.query<{ row: string }>(`select t::text as row from ${name} t`)),
  );
  return texts
    .flat()
    .map(({ row }) => row)
    .join('\n');
}

describe('PIN', () => {
  it.each(['123', '12345', '12a4', ' 1234', '１２３４', '', null, 1234])(
    'S031 %j is not four digits, and nothing is changed',
    async (pin) => {
      const refused = await set(ada, mary, { pin, jobDescription: 'Desk' });
      expect([refused.status, refused.body.errors?.[0]?.path]).toEqual([400, 'operations.0.value']);
      expect(await readRecord(ada, mary.id)).toMatchObject({ version: 1, pin: null, jobDescription: null });
    },
  );

  it('S031 S034 is stored as a hash that proves it, when a user is added and when one is edited', async () => {
    const added = await ada.addUser({ pin: '0042' });
    const passwords = portal.get(Passwords);
    const first = (await hashOf(added.id)) ?? '';
    expect(first).toMatch(/^\$argon2id\$/u);
    expect([await passwords.verify(first, '0042'), await passwords.verify(first, '0043')]).toEqual([true, false]);
    const saved = await set(ada, added, { pin: '9137', jobDescription: 'Desk' });
    expect([saved.status, saved.body.version, saved.body.jobDescription]).toEqual([200, 2, 'Desk']);
    expect(await passwords.verify((await hashOf(added.id)) ?? '', '9137')).toBe(true);
  });

  it('S031 the record and its history say that and when a PIN was set, never which', async () => {
    const set1 = await set(ada, mary, { pin: '7391' });
    const set2 = await set(ada, set1.body, { pin: '7392' });
    expect(Date.parse(set1.body.pin ?? '')).toBeGreaterThan(0);
    const entries = await historyOf(mary.id);
    expect(entries.slice(0, 2).map(({ fields }) => fields)).toEqual([
      [{ field: 'pin', before: set1.body.pin, after: set2.body.pin }],
      [{ field: 'pin', before: null, after: set1.body.pin }],
    ]);
    const answers = JSON.stringify([set1.body, set2.body, entries, await readRecord(ada, mary.id)]);
    expect(answers).not.toMatch(/"739[12]"/u);
  });

  it('S031 F96 is nowhere in the database, nor in a digest that ten thousand tries would open', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { baseVersion: mary.version, operations: [{ op: 'set', field: 'pin', value: '4821' }] };
    const first = await ada.patch<UserRecord>(`/api/users/${mary.id}`, body, headers);
    const again = await ada.patch<UserRecord>(`/api/users/${mary.id}`, body, headers);
    expect([again.status, again.body.version]).toEqual([200, first.body.version]);
    expect(await everything()).not.toMatch(/(?<![\w.-])4821(?![\w-])/u);
    // The same request with another PIN has the same digest, which therefore tells nothing about either.
    const other = { ...body, operations: [{ op: 'set', field: 'pin', value: '1111' }] };
    expect((await ada.patch(`/api/users/${mary.id}`, other, headers)).status).toBe(200);
    const passwords = portal.get(Passwords);
    expect(await passwords.verify((await hashOf(mary.id)) ?? '', '4821')).toBe(true);
  });

  it('S033 F23 can be set only while the parameter says four digits', async () => {
    await saveSetting(ada, 'pin_number_method', 'off');
    const refused = await set(ada, mary, { pin: '1234' });
    expect([refused.status, refused.body.errors]).toEqual([409, [{ path: 'pin', code: 'pin.not-offered' }]]);
    await expect(ada.addUser({ pin: '1234' })).rejects.toThrow(/pin\.not-offered/u);
    expect(await hashOf(mary.id)).toBeUndefined();
    await saveSetting(ada, 'pin_number_method', 'fourDigit');
    expect((await set(ada, mary, { pin: '1234' })).status).toBe(200);
  });

  it('S031 an observer does not see whether there is one', async () => {
    await set(ada, mary, { pin: '1234' });
    const otto = await portal.signedIn([ROLE.researchObserver]);
    expect(await readRecord(otto, mary.id)).not.toHaveProperty('pin');
    const { body } = await otto.get<HistoryPage>(`/api/users/${mary.id}/history`);
    expect(JSON.stringify(body)).not.toContain('"pin"');
    expect((await set(otto, mary, { pin: '1234' })).status).toBe(403);
  });

  it('S031 B04 two who set one at once: the second is asked, and told nothing of either', async () => {
    const first = await set(ada, mary, { pin: '1111' });
    const second = await set(grace, mary, { pin: '2222' });
    expect(second.body).toMatchObject({
      status: 409,
      conflicts: [{ field: 'pin', base: null, mine: null, theirs: first.body.pin }],
    });
    expect((await set(grace, first.body, { pin: '2222' })).status).toBe(200);
  });
});

describe('letters', () => {
  it('S054 everybody is sent every letter until they opt out, one by one', async () => {
    expect(mary).toMatchObject({ letterResetPassword: 'IN', letterNewAssets: 'IN' });
    const added = await ada.addUser({ letterNewAssets: 'OUT' });
    expect(added).toMatchObject({ letterResetPassword: 'IN', letterNewAssets: 'OUT' });
    const saved = await set(ada, added, { letterNewAssets: 'IN', letterSocialLogin: 'OUT' });
    expect(await readRecord(ada, added.id)).toEqual(saved.body);
    expect(saved.body).toMatchObject({ letterNewAssets: 'IN', letterSocialLogin: 'OUT' });
    const [entry] = await historyOf(added.id);
    expect(entry?.fields).toEqual([
      { field: 'letterSocialLogin', before: 'IN', after: 'OUT' },
      { field: 'letterNewAssets', before: 'OUT', after: 'IN' },
    ]);
  });

  it('S054 B04 two who change different letters both succeed, and one letter is a conflict', async () => {
    expect((await set(ada, mary, { letterNewAssets: 'OUT' })).status).toBe(200);
    const both = await set(grace, mary, { letterPinNumber: 'OUT' });
    expect(both.body).toMatchObject({ version: 3, letterNewAssets: 'OUT', letterPinNumber: 'OUT' });
    const back = await set(ada, both.body, { letterPinNumber: 'IN' });
    expect(back.body.version).toBe(4);
    const same = await set(grace, both.body, { letterPinNumber: 'IN' });
    expect([same.status, same.body.version]).toEqual([200, 4]);
  });

  it('S054 S078 an external user has a say too, and a letter nobody knows is refused', async () => {
    const external = await set(ada, mary, { accountType: 'EXTERNAL' });
    expect((await set(ada, external.body, { letterNewAssets: 'OUT' })).status).toBe(200);
    expect((await set(ada, mary, { letterOfMarque: 'OUT' })).status).toBe(400);
    expect((await set(ada, mary, { letterNewAssets: 'MAYBE' })).status).toBe(400);
  });
});
