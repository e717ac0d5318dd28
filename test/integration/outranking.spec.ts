import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { Selection, StatusStepAnswer } from '../../backend/src/contract/selections.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { ApiClient } from '../support/api-client.js';
import { startTestPortal, type TestPortal } from '../support/portal.js';
import { listPage, readRecord } from '../support/records.js';
import { save, setting } from '../support/rows.js';
import { saveSetting } from '../support/settings.js';

let portal: TestPortal;
let ada: ApiClient;
let manager: ApiClient;
let above: UserRecord;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
  manager = await portal.signedIn([ROLE.userManager]);
  await saveSetting(ada, 'pin_number_method', 'fourDigit');
});
afterAll(() => portal.stop());
beforeEach(async () => {
  above = await readRecord(ada, await portal.addAccount(`above-${crypto.randomUUID()}`));
});

describe('somebody who may do more than the person who edits them', () => {
  it.each([
    ['status', 'INACTIVE'],
    ['expiryDate', '2020-01-01'],
    ['accountType', 'INTEXTAUTH'],
    ['primaryId', 'mine-now'],
    ['pin', '4711'],
  ])('F52 S001 keeps %s, on which their signing in depends', async (field, value) => {
    const refused = await save(manager, above, setting(field, value), setting('jobDescription', 'Porter'));
    expect([refused.status, refused.body.code]).toEqual([403, 'permission.denied']);
    expect(refused.body.errors).toEqual([{ path: field, code: 'sign-in.outranks' }]);
    await expect(readRecord(ada, above.id)).resolves.toMatchObject({ version: above.version, jobDescription: null });
    expect((await save(ada, above, setting(field, value))).status).toBe(200);
  });

  it('F52 can be edited otherwise, and so can the sign-in of an equal', async () => {
    const edited = await save(manager, above, setting('jobDescription', 'Librarian'));
    expect(edited.status).toBe(200);
    const equal = await readRecord(ada, await portal.addAccount('equal', [ROLE.userManager]));
    expect((await save(manager, equal, setting('status', 'INACTIVE'))).status).toBe(200);
  });

  it('F52 is known beforehand: record and list say which roles count today', async () => {
    const roles = [{ role: ROLE.userAdministrator, scope: null }];
    await expect(readRecord(manager, above.id)).resolves.toMatchObject({ heldRoles: roles });
    const query = { q: above.primaryId, by: 'identifier' };
    expect((await listPage(manager, query)).rows).toMatchObject([{ id: above.id, heldRoles: roles }]);
    await portal.query(`update user_role set active = false where user_id = $1`, [above.id]);
    await expect(readRecord(manager, above.id)).resolves.toMatchObject({ heldRoles: [] });
    expect((await listPage(manager, query)).rows).toMatchObject([{ heldRoles: [] }]);
  });

  it('F52 is no longer above when their role has ended', async () => {
    await portal.query(`update user_role set expiry_date = current_date - 1 where user_id = $1`, [above.id]);
    expect((await save(manager, above, setting('status', 'INACTIVE'))).status).toBe(200);
  });

  it('B09 F52 is left out of a bulk change with the reason', async () => {
    const { body } = await manager.post<Selection>('/api/users/selections', { ids: [above.id] });
    const step = { status: 'INACTIVE', after: null };
    const done = await manager.post<StatusStepAnswer>(`/api/users/selections/${body.id}/status`, step);
    expect(done.body).toMatchObject({
      changed: 0,
      failures: [{ id: above.id, problem: { code: 'permission.denied', errors: [{ code: 'sign-in.outranks' }] } }],
    });
    await expect(readRecord(ada, above.id)).resolves.toMatchObject({ status: 'ACTIVE' });
  });
});

describe('the last administrator who can sign in', () => {
  it.each(['EXTERNAL', 'INTEXTAUTH'])('F52 cannot become %s, which would lock them out for good', async (type) => {
    const alone = await startTestPortal();
    try {
      const last = await alone.signedIn();
      const { body } = await last.get<{ userId: string }>('/api/session');
      const refused = await save(last, await readRecord(last, body.userId), setting('accountType', type));
      expect(refused.body.errors).toEqual([{ path: 'roles', code: 'role.last-administrator' }]);
    } finally {
      await alone.stop();
    }
  });

  it('F52 is not relieved by one whose password is checked elsewhere', async () => {
    const alone = await startTestPortal();
    try {
      const last = await alone.signedIn();
      const other = await readRecord(last, await alone.addAccount('other'));
      expect((await save(last, other, setting('accountType', 'INTEXTAUTH'))).status).toBe(200);
      const { body } = await last.get<{ userId: string }>('/api/session');
      const refused = await save(last, await readRecord(last, body.userId), setting('status', 'INACTIVE'));
      expect(refused.body.errors).toEqual([{ path: 'roles', code: 'role.last-administrator' }]);
    } finally {
      await alone.stop();
    }
  });
});
