import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { ApiClient } from '../support/api-client.js';
import { startTestPortal, type TestPortal } from '../support/portal.js';
import { saveFields } from '../support/records.js';

/** More than a column of versions can hold. */
const FAR = 4_000_000_000;

let portal: TestPortal;
let ada: ApiClient;
let user: UserRecord;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
  user = await ada.addUser();
});
afterAll(() => portal.stop());

describe('what the database could not even be asked', () => {
  it.each(['actor=%00', 'field=%00'])('F51 the history filter %s is refused', async (query) => {
    expect((await ada.get(`/api/users/${user.id}/history?${query}`)).status).toBe(400);
  });

  it('F51 B04 so is a version no record, view or setting can have', async () => {
    expect((await saveFields(ada, { id: user.id, version: FAR }, { title: 'DR' })).status).toBe(400);
    const restore = { baseVersion: FAR, targets: ['title'] };
    expect((await ada.post(`/api/users/${user.id}/history/1/restore`, restore)).status).toBe(400);
    const view = { name: 'Far', shared: true, state: {} };
    const made = await ada.post<{ views: { id: string }[] }>('/api/views', view);
    const changed = { ...view, baseVersion: FAR };
    expect((await ada.request('PUT', `/api/views/${made.body.views[0]?.id ?? ''}`, changed)).status).toBe(400);
    const names = { order: 'last-first', inText: 'first-last', middleName: true };
    const setting = { value: names, baseVersion: FAR };
    expect((await ada.request('PUT', '/api/settings/name_display', setting)).status).toBe(400);
  });
});
