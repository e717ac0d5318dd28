import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '../../backend/src/contract/problems.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { synchronise } from '../fixtures/feed-run.js';
import type { ApiClient } from '../support/api-client.js';
import { putResearcher } from '../support/deletion.js';
import { eventually } from '../support/eventually.js';
import { follow } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { listPage, readRecord } from '../support/records.js';

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

describe('researcher records', () => {
  it('S003 S019 S109 make the user a researcher, for good and ill, with version, history and live change', async () => {
    const user = await ada.addUser();
    const socket = await ada.connect();
    const frames = await follow(socket);
    expect((await ada.get(`/api/users/${user.id}/researcher`)).status).toBe(404);
    await putResearcher(ada, user.id, { affiliation: 'Mathematics', assets: 1, grants: 0 });
    expect(await readRecord(ada, user.id)).toMatchObject({ isResearcher: true, version: 2 });
    expect((await listPage(ada, { researcher: 'yes' })).rows.map(({ id }) => id)).toContain(user.id);
    await putResearcher(ada, user.id, { affiliation: 'Mathematics', assets: 1, grants: 0 });
    const inUse = await ada.request<Problem>('DELETE', `/api/users/${user.id}/researcher`);
    expect(inUse.body).toMatchObject({ status: 422, errors: [{ path: 'assets', code: 'researcher.in-use' }] });
    await putResearcher(ada, user.id, { affiliation: 'Mathematics', assets: 0, grants: 0 });
    expect((await ada.request('DELETE', `/api/users/${user.id}/researcher`)).status).toBe(204);
    expect((await ada.request('DELETE', `/api/users/${user.id}/researcher`)).status).toBe(204);
    expect(await readRecord(ada, user.id)).toMatchObject({ isResearcher: false, version: 4 });
    await eventually(() => {
      const heard = frames.flatMap(({ changes }) => changes).filter(({ recordId }) => recordId === user.id);
      expect(heard.map(({ version, source, fields }) => [version, source, fields.map(({ field }) => field)])).toEqual([
        [2, 'API', ['isResearcher', 'researcher']],
        [3, 'API', ['researcher']],
        [4, 'API', ['isResearcher', 'researcher']],
      ]);
    });
  });

  it('S003 S019 a feed that calls the owner of a researcher record no researcher is not believed', async () => {
    await synchronise(ada, await folder.zip({ 'a.xml': [aSourceUser('s003')] }));
    const id = await idOf('s003');
    await putResearcher(ada, id, { assets: 0, grants: 0 });
    const changed = aSourceUser('s003', { isResearcher: false, fields: { lastName: 'Hardy' } });
    await synchronise(ada, await folder.zip({ 'a.xml': [changed] }));
    expect(await readRecord(ada, id)).toMatchObject({ lastName: 'Hardy', isResearcher: true });
  });
});
