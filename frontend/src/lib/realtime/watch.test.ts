import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { WATCH_LIMIT } from '#contract/realtime.ts';
import { Watch } from './watch.ts';

describe('Watch', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('joins the parts of a screen and sends the set once it has settled', () => {
    const sent: string[][] = [];
    const watch = new Watch((ids) => sent.push(ids));
    const list = watch.register();
    const record = watch.register();
    list.show(['a', 'b', 'c']);
    record.show(['b']);
    jest.advanceTimersByTime(1000);
    expect(sent).toEqual([['b', 'a', 'c']]);
    list.show(['c', 'b', 'a']);
    jest.advanceTimersByTime(1000);
    expect(sent).toHaveLength(1);
    list.stop();
    jest.advanceTimersByTime(1000);
    expect(sent.at(-1)).toEqual(['b']);
    record.stop();
    jest.advanceTimersByTime(1000);
    expect(sent.at(-1)).toEqual([]);
  });

  it('keeps the open record when a list fills the limit', () => {
    const watch = new Watch(() => undefined);
    watch.register().show(Array.from({ length: WATCH_LIMIT + 50 }, (_, at) => `row${String(at)}`));
    watch.register().show(['open']);
    expect(watch.recordIds).toHaveLength(WATCH_LIMIT);
    expect(watch.recordIds[0]).toBe('open');
  });

  it('sends again on a new connection', () => {
    const sent: string[][] = [];
    const watch = new Watch((ids) => sent.push(ids));
    watch.sendAgain();
    expect(sent).toEqual([]);
    watch.register().show(['a']);
    jest.advanceTimersByTime(1000);
    watch.sendAgain();
    expect(sent).toEqual([['a'], ['a']]);
  });
});
