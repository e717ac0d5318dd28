import { describe, expect, it } from '@jest/globals';
import type { HistoryPage } from '#contract/changes.ts';
import type { FeedListener } from '#lib/realtime/feed.ts';
import { LiveHistory } from './live-history.svelte.ts';
import { RECORD_ID, aChange } from './testing/factories.ts';

function aHistory(pages: (HistoryPage | Error)[]) {
  const asked: (number | undefined)[] = [];
  let listener: FeedListener = { onChange: () => undefined, onResync: () => undefined };
  const history = new LiveHistory(RECORD_ID, {
    read: (before) => {
      asked.push(before);
      const page = pages.shift() ?? { entries: [], next: null };
      return page instanceof Error ? Promise.reject(page) : Promise.resolve(page);
    },
    subscribe: (given) => {
      listener = given;
      return { since: () => undefined, stop: () => undefined };
    },
  });
  const seqs = () => history.entries.map((entry) => entry.seq);
  return { history, asked, seqs, live: () => listener };
}

/** A page of changes by their versions; `seq` is 30 above. */
function aPage(versions: number[], next: number | null = null): HistoryPage {
  return { entries: versions.map((version) => aChange(version, {})), next };
}

describe('the history of a record', () => {
  it('is read page by page, newest first', async () => {
    const { history, asked, seqs } = aHistory([aPage([5, 4], 34), aPage([3, 2])]);
    await history.more();
    expect(history.hasOlder).toBe(true);
    await history.more();
    await history.more();
    expect(asked).toEqual([undefined, 34]);
    expect(seqs()).toEqual([35, 34, 33, 32]);
    expect(history.hasOlder).toBe(false);
  });

  it('B03 takes live changes of this record on top, once', async () => {
    const { history, seqs, live } = aHistory([aPage([5])]);
    await history.more();
    live().onChange(aChange(6, {}));
    live().onChange(aChange(6, {}));
    live().onChange(aChange(7, {}, { recordId: '0192aaaa-0000-7000-8000-000000000002' }));
    expect(seqs()).toEqual([36, 35]);
    expect(history.isNew(36)).toBe(true);
    expect(history.isNew(35)).toBe(false);
  });

  it('closes a gap, and starts over when the gap is wider than a page', async () => {
    const { history, seqs, live } = aHistory([aPage([5, 4], 34), aPage([6, 5], 35), aPage([20, 19], 49)]);
    await history.more();
    live().onResync();
    await Promise.resolve();
    await Promise.resolve();
    expect(seqs()).toEqual([36, 35, 34]);
    live().onResync();
    await Promise.resolve();
    await Promise.resolve();
    expect(seqs()).toEqual([50, 49]);
  });

  it('says that it failed and can be asked again', async () => {
    const { history, seqs } = aHistory([new Error('down'), aPage([5])]);
    await history.more();
    expect(history.failure).toEqual(new Error('down'));
    await history.more();
    expect(history.failure).toBeNull();
    expect(seqs()).toEqual([35]);
  });
});
