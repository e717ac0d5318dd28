import { describe, expect, it } from '@jest/globals';
import type { Change } from '#contract/changes.ts';
import type { ChangesFrame, ResumeAnswer } from '#contract/realtime.ts';
import { RESUME_LIMIT } from '#contract/realtime.ts';
import type { FeedListener } from './feed.ts';
import { Feed } from './feed.ts';

function change(seq: number): Change {
  return {
    seq,
    recordId: '00000000-0000-4000-8000-000000000001',
    version: seq,
    action: 'updated',
    recordName: 'Lovelace, Ada',
    actor: 'grace',
    source: 'UI',
    jobId: null,
    at: '2026-01-01T00:00:00Z',
    fields: [],
  };
}

function frame(from: number, to: number): ChangesFrame {
  const changes = Array.from({ length: to - from }, (_, at) => change(from + at + 1));
  return { from, to, changes };
}

/** A portal whose log stands at `to`, and a listener that notes what reaches it. */
function setUp(log: { to: number; forgotten?: number }) {
  const asked: (number | null)[] = [];
  const seen: (number | 'resync')[] = [];
  const feed = new Feed((since): Promise<ResumeAnswer> => {
    asked.push(since);
    if (since === null) return Promise.resolve({ resync: true, to: log.to });
    if (since < (log.forgotten ?? 0)) return Promise.resolve({ resync: true, to: log.to });
    return Promise.resolve({ resync: false, ...frame(since, log.to) });
  });
  const listener: FeedListener = {
    onChange: (entry) => seen.push(entry.seq),
    onResync: () => seen.push('resync'),
  };
  return { feed, asked, seen, subscription: feed.subscribe(listener) };
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

describe('Feed', () => {
  it('delivers frames that continue the cursor, in order and once', async () => {
    const { feed, seen } = setUp({ to: 10 });
    await feed.catchUp();
    feed.frame(frame(10, 12));
    feed.frame(frame(10, 12));
    feed.frame(frame(12, 13));
    expect(seen).toEqual([11, 12, 13]);
    expect(feed.cursor).toBe(13);
  });

  it('moves on over a frame whose changes were all filtered out', async () => {
    const { feed, seen, asked } = setUp({ to: 10 });
    await feed.catchUp();
    feed.frame({ from: 10, to: 15, changes: [] });
    feed.frame(frame(15, 16));
    expect(seen).toEqual([16]);
    expect(asked).toEqual([null]);
  });

  it('resumes when a frame leaves a gap', async () => {
    const log = { to: 10 };
    const { feed, seen, asked } = setUp(log);
    await feed.catchUp();
    log.to = 14;
    feed.frame(frame(12, 14));
    await settled();
    expect(asked).toEqual([null, 10]);
    expect(seen).toEqual([11, 12, 13, 14]);
  });

  it('resumes when a heartbeat is ahead of the cursor', async () => {
    const log = { to: 10 };
    const { feed, seen } = setUp(log);
    await feed.catchUp();
    feed.heartbeat(10);
    log.to = 11;
    feed.heartbeat(11);
    await settled();
    expect(seen).toEqual([11]);
  });

  it('keeps frames that overtake the answer to a resume', async () => {
    const log = { to: 10 };
    const { feed, seen } = setUp(log);
    const caughtUp = feed.catchUp();
    feed.frame(frame(10, 11));
    await caughtUp;
    expect(seen).toEqual([11]);
  });

  it('tells listeners to read again when the portal cannot prove what was missed', async () => {
    const { feed, seen, subscription } = setUp({ to: 5000, forgotten: 100 });
    subscription.since(50);
    await feed.catchUp();
    expect(seen).toEqual(['resync']);
    expect(feed.cursor).toBe(5000);
  });

  it('has nothing to read again when it connects for the first time', async () => {
    const { feed, seen } = setUp({ to: 10 });
    await feed.catchUp();
    expect(seen).toEqual([]);
    expect(feed.cursor).toBe(10);
  });

  it('goes back for a page that is older than the first connection', async () => {
    const { feed, asked, seen, subscription } = setUp({ to: 10 });
    await feed.catchUp();
    subscription.since(8);
    await settled();
    expect(asked).toEqual([null, 8]);
    expect(seen).toEqual([9, 10]);
  });

  it('starts from the page that was read before the connection stood', async () => {
    const { feed, asked, seen, subscription } = setUp({ to: 22 });
    subscription.since(20);
    await feed.catchUp();
    expect(asked).toEqual([20]);
    expect(seen).toEqual([21, 22]);
  });

  it('asks again when a page was read while the first question was under way', async () => {
    const { feed, asked, seen, subscription } = setUp({ to: 22 });
    const caughtUp = feed.catchUp();
    subscription.since(20);
    await caughtUp;
    expect(asked).toEqual([null, 20]);
    expect(seen).toEqual([21, 22]);
  });

  it('replays to a page what came in while the page was being read', async () => {
    const { feed } = setUp({ to: 10 });
    await feed.catchUp();
    feed.frame(frame(10, 14));
    const late: number[] = [];
    const page = feed.subscribe({ onChange: (entry) => late.push(entry.seq), onResync: () => late.push(-1) });
    page.since(12);
    expect(late).toEqual([13, 14]);
    page.since(3);
    expect(late).toEqual([13, 14, -1]);
  });

  it('forgets replays beyond the limit instead of growing', async () => {
    const { feed } = setUp({ to: 0 });
    await feed.catchUp();
    feed.frame(frame(0, RESUME_LIMIT + 5));
    const late: (number | 'resync')[] = [];
    const page = feed.subscribe({ onChange: (entry) => late.push(entry.seq), onResync: () => late.push('resync') });
    page.since(4);
    expect(late).toEqual(['resync']);
    page.since(RESUME_LIMIT + 4);
    expect(late).toEqual(['resync', RESUME_LIMIT + 5]);
  });

  it('stops delivering to a listener that left', async () => {
    const { feed, seen, subscription } = setUp({ to: 1 });
    await feed.catchUp();
    subscription.stop();
    feed.frame(frame(1, 2));
    expect(seen).toEqual([]);
  });
});
