import { Injectable } from '@nestjs/common';
import type { Unit } from '../platform/database/unit-of-work.js';
import { Passwords } from './passwords.js';

const SET = `
insert into credential (user_id, password_hash, must_change) values ($1, $2, $3)
on conflict (user_id) do update set password_hash = excluded.password_hash, must_change = excluded.must_change,
  changed_at = clock_timestamp(), failures = 0, attempted_at = null, locked_at = null`;

/** Local passwords. They are no part of the record: no reader, log or event ever carries one. */
@Injectable()
export class Credentials {
  constructor(private readonly passwords: Passwords) {}

  /** Sets somebody's password, which also ends a lock (decision 7). `mustChange` allows one sign-in, to change it. */
  async set(unit: Unit, userId: string, password: string, mustChange: boolean): Promise<void> {
    await unit.sql(SET, [userId, await this.passwords.hash(password), mustChange]);
  }
}
