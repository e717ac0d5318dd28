import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Reject } from '#contract/jobs.ts';
import { Rejects } from './rejects.svelte.ts';

function reject(id: number): Reject {
  return { id, file: 'users.xml', line: id, primaryId: null, field: null, code: 'field.required', detail: '' };
}

/** A portal with as many rejects as the job has counted. */
function setUp(log: { count: number }) {
  const asked: number[] = [];
  const rejects = new Rejects((after, limit) => {
    asked.push(after);
    const page = Array.from({ length: log.count }, (_, at) => reject(at + 1)).filter((row) => row.id > after);
    const rows = page.slice(0, limit);
    return Promise.resolve({ rejects: rows, next: page.length > limit ? (rows.at(-1)?.id ?? null) : null });
  });
  return { rejects, asked };
}

describe('Rejects', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('reads a page at a time until nothing follows', async () => {
    const { rejects, asked } = setUp({ count: 150 });
    await rejects.more();
    expect(rejects.complete).toBe(false);
    await rejects.more();
    expect(rejects.complete).toBe(true);
    expect(rejects.rows).toHaveLength(150);
    expect(asked).toEqual([0, 100]);
  });

  it('grows with the job, without a request for every count', async () => {
    const log = { count: 1 };
    const { rejects, asked } = setUp(log);
    await rejects.more();
    log.count = 4;
    for (const count of [2, 3, 4]) rejects.counted(count);
    await jest.advanceTimersByTimeAsync(2000);
    expect(rejects.rows).toHaveLength(4);
    expect(asked).toEqual([0, 1]);
  });

  it('leaves further pages to the reader, and asks nothing after it was stopped', async () => {
    const { rejects, asked } = setUp({ count: 150 });
    await rejects.more();
    rejects.counted(150);
    await jest.advanceTimersByTimeAsync(2000);
    await rejects.more();
    rejects.counted(151);
    rejects.stop();
    await jest.advanceTimersByTimeAsync(2000);
    expect(asked).toEqual([0, 100]);
  });

  it('keeps what it has when a page cannot be read', async () => {
    const rejects = new Rejects((after) =>
      after === 0 ? Promise.resolve({ rejects: [reject(1)], next: 1 }) : Promise.reject(new Error('down')),
    );
    await rejects.more();
    await rejects.more();
    expect(rejects.rows).toHaveLength(1);
    expect(rejects.failure).toBeInstanceOf(Error);
  });
});
