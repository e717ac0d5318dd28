import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DemoLoader } from '../../backend/src/demo/demo-loader.js';
import type { Job } from '../../backend/src/contract/jobs.js';
import { ApiClient } from '../support/api-client.js';
import { startTestPortal, type TestPortal } from '../support/portal.js';

const PASSWORD = 'a password for three';
let portal: TestPortal;

beforeAll(async () => {
  portal = await startTestPortal({ DEMO_PASSWORD: PASSWORD });
}, 60_000);
afterAll(async () => {
  await portal.stop();
});

describe('the sample institution', () => {
  it('is loaded as feeds, with three accounts, and only once', async () => {
    const loader = portal.get(DemoLoader);
    await expect(loader.load()).resolves.toEqual({ names: ['ada', 'grace', 'otto'], password: PASSWORD });
    const [found] = await portal.query(
      `select count(*)::int as users, count(distinct (record_type, account_type))::int as kinds,
        (select count(*)::int from job where state = 'completed' and rejected = 0) as jobs from users`,
    );
    expect(found).toEqual({ users: 2003, kinds: 15, jobs: 15 });
    const before = await portal.query('select id, version from users order by id');
    await expect(loader.load()).resolves.toBeNull();
    await expect(portal.query('select id, version from users order by id')).resolves.toEqual(before);
  }, 120_000);

  it.each(['ada', 'grace', 'otto'])('lets %s sign in', async (name) => {
    const client = new ApiClient(portal.url);
    await expect(client.signIn(name, PASSWORD)).resolves.toMatchObject({ status: 200 });
    await expect(client.get<{ jobs: Job[] }>('/api/jobs')).resolves.toMatchObject({ status: 200 });
  });

  it('lets otto read only', async () => {
    const otto = new ApiClient(portal.url);
    await otto.signIn('otto', PASSWORD);
    await expect(otto.post('/api/users', {})).resolves.toMatchObject({ status: 403 });
  });
});
