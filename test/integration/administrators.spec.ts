import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { ApiClient } from '../support/api-client.js';
import { blockersOf, deleteUser } from '../support/deletion.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { readRecord, saveFields } from '../support/records.js';
import { removing, save, type Saved } from '../support/rows.js';

let portal: TestPortal;
let one: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  one = await portal.signedIn();
});
afterAll(() => portal.stop());

async function ownRecord(api: ApiClient): Promise<UserRecord> {
  const { body } = await api.get<{ userId: string }>('/api/session');
  return readRecord(api, body.userId);
}

async function reasonsOf(api: ApiClient, { id }: UserRecord): Promise<string[]> {
  return (await blockersOf(api, id)).map(({ reason }) => reason);
}

describe('deleting administrators', () => {
  it('S002 F52 nobody deletes themselves, and the last administrator stays', async () => {
    const me = await ownRecord(one);
    expect(await reasonsOf(one, me)).toEqual(['oneself', 'last-administrator']);
    const refused = await deleteUser(one, me);
    expect([refused.status, refused.body?.code]).toEqual([409, 'user.not-deletable']);
    const two = await portal.signedIn();
    expect(await reasonsOf(one, me)).toEqual(['oneself']);
    expect(await reasonsOf(two, me)).toEqual([]);
    expect((await deleteUser(one, await ownRecord(two))).status).toBe(204);
    expect(await reasonsOf(one, me)).toEqual(['oneself', 'last-administrator']);
  });

  it('S002 F52 two administrators who delete each other at once leave one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const two = await portal.signedIn();
      const [first, second] = [await ownRecord(one), await ownRecord(two)];
      const answers = await Promise.all([deleteUser(one, second), deleteUser(two, first)]);
      const [done, refused] = answers.map(({ status }) => status).sort();
      expect(done).toBe(204);
      // Whoever comes second is gone already, or is told that the other is the last one now.
      expect([401, 409]).toContain(refused);
      if (answers[1].status === 204) one = two;
      expect((await ownRecord(one)).status).toBe('ACTIVE');
    }
  });
});

/** Of two who do this to each other at the same moment, the one who is left. */
async function leftOf(act: (actor: ApiClient, other: UserRecord) => Promise<Saved>): Promise<ApiClient> {
  const two = await portal.signedIn();
  const records = [await ownRecord(one), await ownRecord(two)] as const;
  const answers = await Promise.all([act(one, records[1]), act(two, records[0])]);
  const [done, refused] = answers.map(({ status }) => status).sort();
  expect(done).toBe(200);
  // Whoever comes second may do nothing any longer, or is told that the other is the last one now.
  expect([401, 403, 422]).toContain(refused);
  return answers[0].status === 200 ? one : two;
}

describe('administrators who act on each other at once', () => {
  it.each<[string, (actor: ApiClient, other: UserRecord) => Promise<Saved>]>([
    ['demote', (actor, other) => save(actor, other, removing('roles', other.roles[0]?.id ?? ''))],
    ['deactivate', (actor, other) => saveFields(actor, other, { status: 'INACTIVE' })],
  ])('F52 who %s each other leave one', async (_, act) => {
    for (let round = 0; round < 5; round += 1) {
      one = await leftOf(act);
      const me = await ownRecord(one);
      expect([me.status, me.roles.map(({ role }) => role)]).toEqual(['ACTIVE', [ROLE.userAdministrator]]);
    }
  });
});
