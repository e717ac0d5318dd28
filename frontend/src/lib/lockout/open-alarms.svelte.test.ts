import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { Alarms, MassLock } from '#contract/alarms.ts';
import type { Change, ChangeAction } from '#contract/changes.ts';
import type { FeedListener } from '../realtime/feed.ts';
import { OpenAlarms } from './open-alarms.svelte.ts';

const WAVE: MassLock = { since: '2026-11-23T12:00:00.000Z', accounts: 20, leftMs: 600_000 };

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function someAlarms() {
  const heard: FeedListener[] = [];
  const portal = { wave: null as MassLock | null, down: false };
  const read = jest.fn((): Promise<Alarms> => {
    return portal.down ? Promise.reject(new Error('down')) : Promise.resolve({ massLock: portal.wave });
  });
  const stop = jest.fn();
  const alarms = new OpenAlarms({
    read,
    subscribe: (listener) => {
      heard.push(listener);
      return { since: () => undefined, stop };
    },
  });
  const tell = (action: ChangeAction): void => {
    for (const { onChange } of heard) onChange({ action } as Change);
  };
  return { alarms, portal, read, stop, tell };
}

it('F13 reads when somebody is locked, and of a rush of locks the first and the newest', async () => {
  const { alarms, portal, read, tell } = someAlarms();
  tell('updated');
  expect(read).not.toHaveBeenCalled();
  for (let time = 0; time < 50; time += 1) tell('sign-in-locked');
  expect(read).toHaveBeenCalledTimes(1);
  portal.wave = WAVE;
  await jest.advanceTimersByTimeAsync(3000);
  expect(read).toHaveBeenCalledTimes(2);
  expect(alarms.massLock).toEqual(WAVE);
  alarms.stop();
});

it('F13 asks again when the wave should be over, and not before', async () => {
  const { alarms, portal, read } = someAlarms();
  portal.wave = WAVE;
  alarms.refresh();
  await jest.advanceTimersByTimeAsync(WAVE.leftMs - 1);
  expect(read).toHaveBeenCalledTimes(1);
  portal.wave = null;
  await jest.advanceTimersByTimeAsync(1);
  expect([alarms.massLock, read.mock.calls.length]).toEqual([null, 2]);
  await jest.advanceTimersByTimeAsync(24 * 3_600_000);
  expect(read).toHaveBeenCalledTimes(2);
  alarms.stop();
});

it('F13 an answer that did not come is asked for again after a minute, and what was shown stays', async () => {
  const { alarms, portal, read } = someAlarms();
  portal.wave = WAVE;
  alarms.refresh();
  await jest.advanceTimersByTimeAsync(3000);
  portal.down = true;
  alarms.refresh();
  await jest.advanceTimersByTimeAsync(59_999);
  expect([alarms.massLock, read.mock.calls.length]).toEqual([WAVE, 2]);
  portal.down = false;
  await jest.advanceTimersByTimeAsync(1);
  expect(read).toHaveBeenCalledTimes(3);
  alarms.stop();
});

it('F13 asks for nothing once it was left', async () => {
  const { alarms, portal, read, stop } = someAlarms();
  portal.wave = WAVE;
  alarms.refresh();
  alarms.stop();
  await jest.advanceTimersByTimeAsync(24 * 3_600_000);
  expect([read.mock.calls.length, stop.mock.calls.length]).toEqual([1, 1]);
});
