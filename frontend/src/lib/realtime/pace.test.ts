import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Pace } from './pace.ts';

describe('Pace', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('sends the first value at once and then only the newest of each interval', () => {
    const sent: number[] = [];
    const pace = new Pace<number>(200, (value) => sent.push(value));
    for (let value = 1; value <= 50; value += 1) {
      pace.push(value);
      jest.advanceTimersByTime(20);
    }
    jest.advanceTimersByTime(1000);
    expect(sent).toEqual([1, 10, 20, 30, 40, 50]);
  });

  it('sends nothing after it was stopped', () => {
    const sent: number[] = [];
    const pace = new Pace<number>(200, (value) => sent.push(value));
    pace.push(1);
    pace.push(2);
    pace.stop();
    jest.advanceTimersByTime(1000);
    expect(sent).toEqual([1]);
  });
});
