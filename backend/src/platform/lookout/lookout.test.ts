import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Lookout } from './lookout.js';

const EVERY_MS = 1000;

describe('Lookout', () => {
  let looks: number;
  let finish: (() => void)[];
  let failures: unknown[];
  let lookout: Lookout;

  beforeEach(() => {
    jest.useFakeTimers();
    looks = 0;
    finish = [];
    failures = [];
    lookout = new Lookout({
      everyMs: EVERY_MS,
      look: () => {
        looks += 1;
        return new Promise((resolve) => finish.push(resolve));
      },
      failed: (error) => failures.push(error),
    });
  });
  afterEach(() => {
    lookout.stop();
    jest.useRealTimers();
  });

  async function end(): Promise<void> {
    finish.shift()?.();
    await jest.advanceTimersByTimeAsync(0);
  }

  it('looks once more for all who ask during a look', async () => {
    for (let time = 0; time < 5; time += 1) lookout.ask();
    expect([looks, lookout.isLooking]).toEqual([1, true]);
    await end();
    expect(looks).toBe(2);
    await end();
    expect([looks, lookout.isLooking]).toEqual([2, false]);
  });

  it('looks by itself, and no more once it is stopped', async () => {
    lookout.start();
    await jest.advanceTimersByTimeAsync(EVERY_MS);
    await end();
    await jest.advanceTimersByTimeAsync(EVERY_MS);
    expect(looks).toBe(2);
    lookout.ask();
    lookout.stop();
    await end();
    lookout.ask();
    await jest.advanceTimersByTimeAsync(10 * EVERY_MS);
    expect(looks).toBe(2);
  });

  it('says why a look failed, and looks again when asked', async () => {
    const failing = new Lookout({
      everyMs: EVERY_MS,
      look: () => Promise.reject(new Error(`look ${String((looks += 1))}`)),
      failed: (error) => failures.push(error),
    });
    failing.ask();
    await jest.advanceTimersByTimeAsync(0);
    failing.ask();
    await jest.advanceTimersByTimeAsync(0);
    expect(failures).toEqual([new Error('look 1'), new Error('look 2')]);
  });
});
