import { describe, expect, it } from '@jest/globals';
import type { Job } from '#contract/jobs.ts';
import { newlyOver } from './job-news.ts';

function job(id: string, state: Job['state'], startedBy = 'Ada'): Job {
  return {
    id,
    kind: 'synchronise',
    fileName: `${id}.zip`,
    state,
    startedBy,
    total: null,
    counts: { processed: 0, rejected: 0, updated: 0, created: 0, unchanged: 0 },
    failure: null,
    createdAt: '2026-01-01T00:00:00Z',
    startedAt: null,
    finishedAt: null,
  };
}

describe('newlyOver', () => {
  it('names jobs of this person that ended since the last look', () => {
    const before = [job('a', 'running'), job('b', 'queued'), job('c', 'running', 'Grace'), job('d', 'completed')];
    const after = [job('a', 'completed'), job('b', 'failed'), job('c', 'completed', 'Grace'), job('d', 'completed')];
    expect(newlyOver(before, after, 'Ada').map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('has no news at the first look', () => {
    expect(newlyOver(null, [job('a', 'completed')], 'Ada')).toEqual([]);
    expect(newlyOver([], [job('a', 'completed')], 'Ada')).toEqual([]);
  });
});
