import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { Passwords } from './passwords.js';

const SET = `
insert into credential (user_id, password_hash, must_change, expires_at)
values ($1, $2, $3, clock_timestamp() + make_interval(hours => $4::int))
on conflict (user_id) do update set password_hash = excluded.password_hash, must_change = excluded.must_change,
  changed_at = clock_timestamp(), expires_at = excluded.expires_at, used_at = null,
  failures = 0, attempted_at = null, locked_at = null`;
// Of two who use it at once the database lets one in.
const USE = `
update credential set used_at = clock_timestamp()
where user_id = $1 and used_at is null and expires_at > clock_timestamp() returning 1`;

const HASH = `select password_hash as "passwordHash" from credential where user_id = $1`;

/** A password that was hashed, and what holds for it. */
export interface Sealed {
  passwordHash: string;
  /** It allows signing in to change it, and nothing else. */
  mustChange: boolean;
  /** It may be used once, within so many hours; null for one that lasts. */
  hours: number | null;
}

/** Local passwords. They are no part of the record: no reader, log or event ever carries one. */
@Injectable()
export class Credentials {
  constructor(
    private readonly passwords: Passwords,
    private readonly database: Database,
  ) {}

  /** Hashing takes a while: do it before any row is taken. */
  async seal(password: string, given: Omit<Sealed, 'passwordHash'>): Promise<Sealed> {
    return { passwordHash: await this.passwords.hash(password), ...given };
  }

  /** Gives somebody the password, which also ends a lock (decision 7). */
  async put(unit: Unit, userId: string, { passwordHash, mustChange, hours }: Sealed): Promise<void> {
    await unit.sql(SET, [userId, passwordHash, mustChange, hours]);
  }

  /** Is it the user's password? Ask under `Lockout.attempt` only. */
  async verify(userId: string, password: string): Promise<boolean> {
    const [row] = await this.database.query<{ passwordHash: string }>(HASH, [userId]);
    return row !== undefined && (await this.passwords.verify(row.passwordHash, password));
  }

  /** Uses up a one-time password that was right. False when it was used, or ended, in this very moment. */
  async use(userId: string): Promise<boolean> {
    return (await this.database.query(USE, [userId])).length > 0;
  }
}
