import { describe, expect, it } from '@jest/globals';
import { barrier, heldBy, type Situation } from './access.ts';
import { aLock } from './testing/factories.ts';

const OPEN: Situation = {
  mayWrite: true,
  held: false,
  accountType: 'INTERNAL',
  outranks: false,
  occupied: false,
  mine: false,
};

describe('a field', () => {
  it('S077 of an internal user can be edited', () => {
    expect(barrier('firstName', OPEN)).toBeNull();
  });

  it('S078 of an external user can be edited only where the feed does not own it', () => {
    const external = { ...OPEN, accountType: 'EXTERNAL' };
    expect(barrier('firstName', external)).toBe('external');
    expect(barrier('prefFirstName', external)).toBeNull();
    expect(barrier('status', external)).toBeNull();
  });

  it('F52 that signing in depends on is closed where its owner may do more', () => {
    const above = { ...OPEN, outranks: true };
    for (const field of ['status', 'expiryDate', 'primaryId'] as const) expect(barrier(field, above)).toBe('outranks');
    expect(barrier('firstName', above)).toBeNull();
    expect(barrier('primaryId', { ...above, accountType: 'EXTERNAL' })).toBe('external');
    expect(barrier('status', { ...above, held: true })).toBe('outranks');
  });

  it('is closed to those who may only read, and while the record is held', () => {
    expect(barrier('firstName', { ...OPEN, mayWrite: false })).toBe('permission');
    expect(barrier('firstName', { ...OPEN, held: true })).toBe('held');
  });

  it('B02 somebody else is in waits, unless it is mine already', () => {
    const occupied = { ...OPEN, occupied: true };
    expect(barrier('firstName', occupied)).toBe('occupied');
    expect(barrier('firstName', { ...occupied, mine: true })).toBeNull();
  });
});

describe('who holds the record', () => {
  const now = Date.parse('2026-01-02T09:00:00Z');
  const lock = aLock();

  it('is what the live connection says, else what was read', () => {
    expect(heldBy(undefined, lock, true, now)).toBe(lock);
    expect(heldBy(null, lock, true, now)).toBeNull();
    expect(heldBy(lock, null, true, now)).toBe(lock);
  });

  it('without a connection is the last heard holder until the lease has run out', () => {
    expect(heldBy(lock, null, false, now)).toBe(lock);
    expect(heldBy(null, lock, false, now)).toBe(lock);
    expect(heldBy(lock, null, false, now + 30_000)).toBeNull();
  });
});
