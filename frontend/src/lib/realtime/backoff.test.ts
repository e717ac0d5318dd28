import { describe, expect, it } from '@jest/globals';
import { retryDelay } from './backoff.ts';

describe('retryDelay', () => {
  it('tries again within half a second at first', () => {
    expect(retryDelay(0, 0)).toBe(100);
    expect(retryDelay(0, 1)).toBe(500);
  });

  it('spreads later tries between one second and a growing bound', () => {
    expect(retryDelay(1, 0)).toBe(1000);
    expect(retryDelay(3, 1)).toBe(8000);
    expect(retryDelay(50, 1)).toBe(30_000);
    expect(retryDelay(50, 0)).toBe(1000);
  });

  it('waits at least as long as the portal asks', () => {
    expect(retryDelay(0, 0, 5000)).toBe(5000);
    expect(retryDelay(0, 0.5, 4000)).toBe(6000);
  });
});
