import 'reflect-metadata';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Job } from '../../backend/src/contract/jobs.js';
import { JobQueue } from '../../backend/src/jobs/job-queue.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { countsOf, upload } from '../fixtures/feed-run.js';
import { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { PASSWORD, startTestPortal, type TestPortal } from '../support/portal.js';

const USERS = 6_000;
const LONG_MS = 60_000;

let looker: TestPortal;
let folder: FeedFolder;

/** The portal in a process of its own, so that it can be killed. */
class Node {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(): Promise<Node> {
    const child = spawn(process.execPath, ['dist/backend/main.js'], {
      env: {
        ...process.env,
        DATABASE_URL: looker.databaseUrl,
        DATA_DIR: folder.path,
        PORT: '0',
        LOG_LEVEL: 'silent',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /ready at (\S+)/u.exec(line)?.[1];
      if (url !== undefined) return new Node(child, url);
    }
    throw new Error('the portal did not start');
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }

  async signedIn(): Promise<ApiClient> {
    const api = new ApiClient(this.url);
    await api.signIn('grace', PASSWORD);
    return api;
  }
}

async function job(id: string): Promise<Pick<Job, 'state' | 'total'> & Job['counts']> {
  const [row] = await looker.query<Pick<Job, 'state' | 'total'> & Job['counts']>(
    'select state, total, processed, rejected, updated, created, unchanged from job where id = $1',
    [id],
  );
  if (row === undefined) throw new Error('no such job');
  return row;
}

function users(lastName: string): Record<string, ReturnType<typeof aSourceUser>[]> {
  const named = (file: string): ReturnType<typeof aSourceUser>[] =>
    Array.from({ length: USERS / 2 }, (_, at) => aSourceUser(`${file}-${at}`, { fields: { lastName } }));
  return { 'a.xml': named('a'), 'b.xml': named('b') };
}

/** Uploads a feed, ends the process when a quarter is done, starts another one, and waits for the end of the job. */
async function interrupted(archive: string, signal: 'SIGKILL' | 'SIGTERM'): Promise<Job> {
  const first = await Node.start();
  const { body } = await upload(await first.signedIn(), archive);
  await eventually(async () => {
    const { processed } = await job(body.id);
    expect(processed).toBeGreaterThan(USERS / 4);
  }, LONG_MS);
  await first.end(signal);
  const stopped = await job(body.id);
  expect(stopped.processed).toBeLessThan(USERS);
  expect(stopped.state).toBe(signal === 'SIGTERM' ? 'queued' : 'running');
  const second = await Node.start();
  await eventually(async () => {
    expect(await job(body.id)).toMatchObject({ state: 'completed' });
  }, LONG_MS);
  const { body: ended } = await (await second.signedIn()).get<Job>(`/api/jobs/${body.id}`);
  await second.end('SIGTERM');
  return ended;
}

beforeAll(async () => {
  looker = await startTestPortal();
  // It only looks on: the jobs are for the processes that are killed.
  await looker.get(JobQueue).beforeApplicationShutdown();
  await looker.addAccount('grace');
  folder = await FeedFolder.create();
}, 60_000);
afterAll(async () => {
  await looker.stop();
  await folder.remove();
});

describe('a feed whose process ends in the middle', () => {
  it('F80 that adds users goes on after SIGTERM: nobody twice, nobody missing, all counted once', async () => {
    const ended = await interrupted(await folder.zip(users('Drew')), 'SIGTERM');
    expect(ended.total).toBe(USERS);
    expect(countsOf(ended)).toEqual([USERS, 0, 0, USERS, 0]);
    const [found] = await looker.query(
      `select count(*)::int as users, count(distinct primary_id)::int as names, max(version) as version,
        (select count(*)::int from user_email) as emails,
        (select count(*)::int from change_log where job_id = $1) as history
      from users where account_type = 'EXTERNAL'`,
      [ended.id],
    );
    // One e-mail address more than users: the one of the administrator.
    expect(found).toEqual({ users: USERS, names: USERS, version: 1, emails: USERS + 1, history: USERS });
  }, 180_000);

  it('F80 that changes users goes on after SIGKILL: nobody half, nobody rejected, nobody left held', async () => {
    const ended = await interrupted(await folder.zip(users('Hardy')), 'SIGKILL');
    expect(countsOf(ended)).toEqual([USERS, 0, USERS, 0, 0]);
    const found = await looker.query(
      `select last_name as name, version, lock_id as lock, count(*)::int as users,
        (select count(*)::int from change_log where job_id = $1) as history
      from users where account_type = 'EXTERNAL' group by 1, 2, 3`,
      [ended.id],
    );
    expect(found).toEqual([{ name: 'Hardy', version: 2, lock: null, users: USERS, history: USERS }]);
    await expect(looker.query('select * from record_lock')).resolves.toEqual([]);
  }, 180_000);
});
