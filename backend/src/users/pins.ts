import { Injectable } from '@nestjs/common';
import { Passwords } from '../auth/passwords.js';
import type { Operation } from '../contract/users.js';
import { isoTime } from '../platform/database/iso-time.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { ProblemError } from '../platform/http/problem.js';
import { SettingsService } from '../settings/settings.service.js';

const PUT = `insert into user_pin (user_id, pin_hash, set_at) values ($1, $2, $3::timestamptz)
on conflict (user_id) do update set pin_hash = excluded.pin_hash, set_at = excluded.set_at,
  failures = 0, attempted_at = null, locked_at = null`;

const SET_AT = `select ${isoTime('set_at')} as at from user_pin where user_id = $1`;

/** The PIN a save sets; null when it sets none. */
export function pinOf(operations: readonly Operation[]): string | null {
  const found = operations.find((operation) => operation.op === 'set' && operation.field === 'pin');
  return found?.op === 'set' ? found.value : null;
}

/** A save as it may be kept: ten thousand PINs are tried out in no time, against a digest too. */
export function withoutPin(operations: readonly Operation[]): Operation[] {
  return operations.map((operation) =>
    operation.op === 'set' && operation.field === 'pin' ? { ...operation, value: null } : operation,
  );
}

/** PINs for the self-check machine. Like passwords they are no part of the record: only a hash is kept (S034). */
@Injectable()
export class Pins {
  constructor(
    private readonly passwords: Passwords,
    private readonly settings: SettingsService,
  ) {}

  /**
   * The hash to store; null for no PIN. Hashing takes a while: do it before any row is taken.
   * @throws ProblemError `pin.not-offered` where the institution uses no PINs (S033)
   */
  async seal(pin: string | null): Promise<string | null> {
    if (pin === null) return null;
    if (this.settings.get('pin_number_method') !== 'fourDigit') {
      throw new ProblemError('pin.not-offered', { errors: [{ path: 'pin', code: 'pin.not-offered' }] });
    }
    return this.passwords.hash(pin);
  }

  /** When somebody's PIN was set: ISO time, or null. */
  async setAt(unit: Unit, userId: string): Promise<string | null> {
    const [row] = await unit.sql<{ at: string }>(SET_AT, [userId]);
    return row?.at ?? null;
  }

  /**
   * A new PIN also ends a lock, and has all its tries.
   * @param at ISO time
   */
  async put(unit: Unit, userId: string, hash: string, at: string): Promise<void> {
    await unit.sql(PUT, [userId, hash, at]);
  }
}
