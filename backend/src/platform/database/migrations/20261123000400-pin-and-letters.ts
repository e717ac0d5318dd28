import { Migration } from '@mikro-orm/migrations';

/**
 * PINs, letters people opted out of, and a way to those born on a day. A PIN is no column of `users`, so that nothing
 * that reads or logs a record can come across one.
 */
export class PinAndLetters20261123000400 extends Migration {
  override name = '20261123000400-pin-and-letters';

  override up(): void {
    this.addSql(`create table user_pin (
      user_id uuid primary key references users on delete cascade,
      pin_hash text not null,
      set_at timestamptz not null
    )`);
    // Codes of letters; most people opt out of none, which costs a row nothing.
    this.addSql(`alter table users add column letters_out text[] not null default '{}'`);
    this.addSql(`create index users_by_birth_date on users (birth_date) where birth_date is not null`);
  }
}
