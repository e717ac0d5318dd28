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

const USERS = 12_000;
const RESUME_MS = 90_000;

let looker: TestPortal;
let folder: FeedFolder;
let archive: string;

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

beforeAll(async () => {
  looker = await startTestPortal();
  // It only looks on: the jobs are for the processes that are killed.
  await looker.get(JobQueue).beforeApplicationShutdown();
  folder = await FeedFolder.create();
  archive = await folder.zip({
    'a.xml': Array.from({ length: USERS / 2 }, (_, at) => aSourceUser(`a-${at}`)),
    'b.xml': Array.from({ length: USERS / 2 }, (_, at) => aSourceUser(`b-${at}`)),
  });
}, 60_000);
afterAll(async () => {
  await looker.stop();
  await folder.remove();
});

describe('a feed whose process ends in the middle', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'F80 by %s goes on where it stood: nobody twice, nobody missing, all counted once',
    async (signal) => {
      await looker.query('truncate users, job, change_log cascade');
      await looker.addAccount('grace');
      const first = await Node.start();
      const { body } = await upload(await first.signedIn(), archive);
      await eventually(async () => {
        const { processed } = await job(body.id);
        expect(processed).toBeGreaterThan(USERS / 4);
      }, RESUME_MS);
      await first.end(signal);
      const stopped = await job(body.id);
      expect(stopped.processed).toBeLessThan(USERS);
      expect(stopped.state).toBe(signal === 'SIGTERM' ? 'queued' : 'running');
      const second = await Node.start();
      await eventually(async () => {
        expect(await job(body.id)).toMatchObject({ state: 'completed' });
      }, RESUME_MS);
      const { body: ended } = await (await second.signedIn()).get<Job>(`/api/jobs/${body.id}`);
      await second.end('SIGTERM');
      expect(ended.total).toBe(USERS);
      expect(countsOf(ended)).toEqual([USERS, 0, 0, USERS, 0]);
      const [found] = await looker.query(
        `select count(*)::int as users, count(distinct primary_id)::int as names, max(version) as version,
          (select count(*)::int from user_email) as emails,
          (select count(*)::int from change_log where job_id = $1) as history
        from users where account_type = 'EXTERNAL'`,
        [body.id],
      );
      // One e-mail address more than users: the one of the administrator.
      expect(found).toEqual({ users: USERS, names: USERS, version: 1, emails: USERS + 1, history: USERS });
    },
    3 * RESUME_MS,
  );
});
