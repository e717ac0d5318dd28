import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Dashboard } from '#contract/dashboard.ts';
import type { Job } from '#contract/jobs.ts';
import { Topics, withJob } from './topics.svelte.ts';

function job(id: string, more: Partial<Job> = {}): Job {
  return {
    id,
    kind: 'synchronise',
    fileName: `${id}.zip`,
    state: 'running',
    startedBy: 'Ada',
    total: 10,
    counts: { processed: 0, rejected: 0, updated: 0, created: 0, unchanged: 0 },
    failure: null,
    createdAt: '2026-01-01T00:00:00Z',
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: null,
    ...more,
  };
}

function dashboard(seq: number): Dashboard {
  return {
    seq,
    at: '2026-01-01T00:00:00Z',
    total: 0,
    users: [],
    signInLocked: 0,
    held: 0,
    online: [],
    jobs: [],
    latest: [],
  };
}

function setUp() {
  const link = { live: false };
  const switched: string[] = [];
  let reads = 0;
  const topics = new Topics({
    isLive: () => link.live,
    switch: (topic, on) => {
      switched.push(`${topic} ${on ? 'on' : 'off'}`);
      return Promise.resolve({
        dashboard: topic === 'dashboard' && on ? dashboard(100) : null,
        jobs: topic === 'jobs' && on ? [job('a')] : null,
        'access-log': null,
      });
    },
    read: {
      dashboard: () => {
        reads += 1;
        return Promise.resolve(dashboard(reads));
      },
      jobs: () => Promise.reject(new Error('down')),
      'access-log': () => Promise.resolve(0),
    },
  });
  return { link, topics, switched, reads: () => reads };
}

describe('Topics', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('reads at once and then every five seconds while there is no live connection', async () => {
    const { topics, reads } = setUp();
    topics.linkDown();
    topics.follow('dashboard');
    await jest.advanceTimersByTimeAsync(0);
    expect(topics.dashboard?.seq).toBe(1);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(reads()).toBe(3);
  });

  it('is pushed to while the connection is live, and stops reading', async () => {
    const { link, topics, switched, reads } = setUp();
    topics.linkDown();
    topics.follow('dashboard');
    link.live = true;
    topics.linkUp();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(switched).toEqual(['dashboard on']);
    expect(topics.dashboard?.seq).toBe(100);
    expect(reads()).toBe(1);
  });

  it('follows a topic once for all who want it', async () => {
    const { link, topics, switched } = setUp();
    link.live = true;
    const header = topics.follow('dashboard');
    const page = topics.follow('dashboard');
    page();
    expect(switched).toEqual(['dashboard on']);
    header();
    expect(switched).toEqual(['dashboard on', 'dashboard off']);
    await jest.advanceTimersByTimeAsync(0);
  });

  it('keeps what it shows when a read fails, and says why when it has nothing to show', async () => {
    const { topics } = setUp();
    topics.follow('jobs');
    await jest.advanceTimersByTimeAsync(0);
    expect(topics.failure).toBeInstanceOf(Error);
    expect(topics.jobs).toBeNull();
  });
});

describe('withJob', () => {
  it('renews a job where it stands and puts a new one first', () => {
    const jobs = withJob([job('b'), job('a')], job('a', { state: 'completed', finishedAt: '2026-01-01T00:01:00Z' }));
    expect(jobs.map(({ id, state }) => [id, state])).toEqual([
      ['b', 'running'],
      ['a', 'completed'],
    ]);
    expect(withJob(jobs, job('c')).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('does not let late progress reopen a job that is over', () => {
    const over = [job('a', { state: 'failed', finishedAt: '2026-01-01T00:01:00Z' })];
    expect(withJob(over, job('a'))[0]?.state).toBe('failed');
  });
});
