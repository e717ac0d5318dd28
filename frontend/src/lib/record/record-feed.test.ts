import { describe, expect, it } from '@jest/globals';
import { RecordFeed, type ReadResult, type RecordView } from './record-feed.ts';
import { RECORD_ID, aChange, aRecord } from './testing/factories.ts';

function opened(reads: ReadResult[]) {
  const shown: { view: RecordView; by: string | null }[] = [];
  let count = 0;
  const feed = new RecordFeed(RECORD_ID, {
    read: async () => {
      count += 1;
      await Promise.resolve();
      return reads.shift() ?? { kind: 'failed' };
    },
    show: (view, change) => shown.push({ view, by: change?.actor ?? null }),
  });
  const last = (): RecordView | undefined => shown.at(-1)?.view;
  return { feed, shown, last, reads: () => count };
}

function at(version: number): ReadResult {
  return { kind: 'record', record: aRecord({ version }) };
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

describe('an open record', () => {
  it('moves on with each change that fits', async () => {
    const { feed, last } = opened([at(3)]);
    await feed.refresh();
    feed.receive(aChange(4, { firstName: 'Emile' }));
    expect(last()).toMatchObject({ state: 'ready', record: { version: 4, firstName: 'Emile' } });
  });

  it('ignores changes of other records and those it already has', async () => {
    const { feed, shown } = opened([at(3)]);
    await feed.refresh();
    feed.receive(aChange(4, { firstName: 'X' }, { recordId: '0192aaaa-0000-7000-8000-000000000002' }));
    feed.receive(aChange(3, { firstName: 'X' }));
    expect(shown).toHaveLength(1);
  });

  it('reads again, once, when changes were missed', async () => {
    const { feed, last, reads } = opened([at(3), at(9)]);
    await feed.refresh();
    feed.receive(aChange(6, {}));
    feed.receive(aChange(7, {}));
    await settled();
    expect(reads()).toBe(2);
    expect(last()).toMatchObject({ state: 'ready', record: { version: 9 } });
  });

  it('applies what came in while it was being read', async () => {
    const { feed, last, reads } = opened([at(3)]);
    const reading = feed.refresh();
    feed.receive(aChange(3, { firstName: 'old' }));
    feed.receive(aChange(4, { firstName: 'Emile' }));
    await reading;
    expect(reads()).toBe(1);
    expect(last()).toMatchObject({ state: 'ready', record: { version: 4, firstName: 'Emile' } });
  });

  it('reads once more when the answer was older than a change that waited', async () => {
    const { feed, last, reads } = opened([at(3), at(6)]);
    const reading = feed.refresh();
    feed.receive(aChange(6, {}));
    await reading;
    await settled();
    expect(reads()).toBe(2);
    expect(last()).toMatchObject({ state: 'ready', record: { version: 6 } });
  });

  it('F52 reads again after a change of roles, from which follows more than it says', async () => {
    const { feed, last, reads } = opened([at(3), at(4)]);
    await feed.refresh();
    feed.receive(aChange(4, { roles: null }));
    expect(last()).toMatchObject({ state: 'ready', record: { version: 4 } });
    await settled();
    expect(reads()).toBe(2);
  });

  it('keeps what it shows when a later read fails, and says so when the first one does', async () => {
    const kept = opened([at(3), { kind: 'failed' }]);
    await kept.feed.refresh();
    await kept.feed.refresh();
    expect(kept.last()).toMatchObject({ state: 'ready' });
    const failed = opened([{ kind: 'failed' }]);
    await failed.feed.refresh();
    expect(failed.last()).toEqual({ state: 'failed' });
  });

  it('is gone with the name of who deleted it, and stays gone', async () => {
    const { feed, last } = opened([at(3)]);
    await feed.refresh();
    feed.receive(aChange(4, {}, { action: 'deleted', actor: 'Grace' }));
    feed.receive(aChange(5, { firstName: 'X' }));
    expect(last()).toMatchObject({ state: 'gone', by: 'Grace', record: { version: 3 } });
  });

  it('is gone when a later read does not find it', async () => {
    const { feed, last } = opened([at(3), { kind: 'missing' }]);
    await feed.refresh();
    await feed.refresh();
    expect(last()).toMatchObject({ state: 'gone', by: null });
  });
});
