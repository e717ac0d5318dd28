import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Deletion } from '#contract/deletion.ts';
import type { DeletionNews } from '#contract/realtime.ts';
import { DeletionTopic } from './deletion-topic.ts';

const FREE: Deletion = { recordId: 'mary', version: 1, primaryId: 'somerville', blockers: [] };

let live: boolean;
let asked: (string | null)[];
let read: string[];
let topic: DeletionTopic;
let heard: (Deletion | null)[];

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

beforeEach(() => {
  jest.useFakeTimers();
  [live, asked, read, heard] = [true, [], [], []];
  topic = new DeletionTopic({
    isLive: () => live,
    watch: (recordId) => {
      asked.push(recordId);
      const news: DeletionNews | null = recordId === null ? null : { recordId, deletion: FREE };
      return Promise.resolve(news);
    },
    read: (recordId) => {
      read.push(recordId);
      return Promise.resolve(FREE);
    },
  });
});
afterEach(() => {
  topic.stop();
  jest.useRealTimers();
});

function follow(recordId = 'mary'): () => void {
  return topic.follow({
    recordId,
    onNews: (deletion) => heard.push(deletion),
    onFailure: (error) => {
      throw error;
    },
  });
}

describe('what stands against a deletion', () => {
  it('S122 is asked for once, and heard as it changes', async () => {
    follow();
    await settled();
    topic.put({ recordId: 'mary', deletion: { ...FREE, version: 2 } });
    topic.put({ recordId: 'mary', deletion: null });
    topic.put({ recordId: 'another', deletion: FREE });
    expect(heard).toEqual([FREE, { ...FREE, version: 2 }, null]);
    expect([asked, read]).toEqual([['mary'], []]);
  });

  it('S122 is let go when the dialog closes, unless another is followed by then', async () => {
    const [leave, leaveOther] = [follow(), follow('other')];
    leave();
    await settled();
    expect(asked).toEqual(['mary', 'other']);
    leaveOther();
    expect(asked).toEqual(['mary', 'other', null]);
    topic.put({ recordId: 'other', deletion: null });
    expect(heard).toEqual([FREE]);
  });

  it('S122 is read every five seconds while the connection is down, and asked for again when it is back', async () => {
    live = false;
    follow();
    await settled();
    jest.advanceTimersByTime(10_000);
    expect(read).toEqual(['mary', 'mary', 'mary']);
    live = true;
    topic.linkUp();
    jest.advanceTimersByTime(10_000);
    expect([read.length, asked]).toEqual([3, ['mary']]);
  });
});
