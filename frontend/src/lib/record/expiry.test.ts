import { describe, expect, it } from '@jest/globals';
import { isExpired } from './expiry.ts';

describe('expiry', () => {
  it('is the day after, not the day itself', () => {
    const today = new Date(2026, 0, 5, 23, 59);
    expect(isExpired('2026-01-04', today)).toBe(true);
    expect(isExpired('2026-01-05', today)).toBe(false);
    expect(isExpired('9999-12-31', today)).toBe(false);
    expect(isExpired(null, today)).toBe(false);
  });
});
