import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ConnectionState } from './reconnect.ts';
import { Reconnect } from './reconnect.ts';

function setUp() {
  const shown: ConnectionState[] = [];
  let connects = 0;
  const reconnect = new Reconnect({
    connect: () => {
      connects += 1;
    },
    show: (state) => shown.push(state),
    random: () => 0.5,
    now: () => 1_000_000,
  });
  return { reconnect, shown, connects: () => connects };
}

describe('Reconnect', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is connecting until everything has arrived, then live', () => {
    const { reconnect, shown, connects } = setUp();
    reconnect.start();
    reconnect.live();
    expect(connects()).toBe(1);
    expect(shown).toEqual([{ name: 'connecting' }, { name: 'live' }]);
  });

  it('says since when the screen is stale once a break lasts', () => {
    const { reconnect, shown } = setUp();
    reconnect.start();
    reconnect.live();
    reconnect.lost();
    jest.advanceTimersByTime(9_999);
    expect(shown.at(-1)).toEqual({ name: 'reconnecting' });
    jest.advanceTimersByTime(1);
    expect(shown.at(-1)).toEqual({ name: 'stale', since: 1_000_000 });
  });

  it('tries quickly at first, then waits longer each time, and starts over after success', () => {
    const { reconnect, connects } = setUp();
    reconnect.start();
    reconnect.lost();
    jest.advanceTimersByTime(300);
    expect(connects()).toBe(2);
    reconnect.lost();
    jest.advanceTimersByTime(1_499);
    expect(connects()).toBe(2);
    jest.advanceTimersByTime(1);
    expect(connects()).toBe(3);
    reconnect.live();
    reconnect.lost();
    jest.advanceTimersByTime(300);
    expect(connects()).toBe(4);
  });

  it('counts one loss once, however often it is reported', () => {
    const { reconnect, connects } = setUp();
    reconnect.start();
    reconnect.lost();
    reconnect.lost();
    jest.advanceTimersByTime(60_000);
    expect(connects()).toBe(2);
  });

  it('cuts a wait short when the network comes back', () => {
    const { reconnect, connects } = setUp();
    reconnect.start();
    reconnect.lost(20_000);
    reconnect.hurry();
    reconnect.hurry();
    expect(connects()).toBe(2);
  });

  it('does nothing after it was stopped', () => {
    const { reconnect, shown, connects } = setUp();
    reconnect.start();
    reconnect.lost();
    reconnect.stop();
    jest.advanceTimersByTime(60_000);
    expect(connects()).toBe(1);
    expect(shown).toEqual([{ name: 'connecting' }]);
  });
});
