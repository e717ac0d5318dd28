import { Migration } from '@mikro-orm/migrations';

/** Wrong tries are counted in a table of their own: also for accounts whose secret is kept elsewhere, and with where they came from. */
export class AttemptCounter20261123001100 extends Migration {
  override name = '20261123001100-attempt-counter';

  override up(): void {
    this.addSql(`create table attempt_counter (
      user_id uuid not null references users on delete cascade,
      secret text not null check (secret in ('password', 'pin', 'last-resort')),
      failures integer not null,
      attempted_at timestamptz not null default clock_timestamp(),
      locked_at timestamptz,
      locked_from text,
      primary key (user_id, secret)
    )`);
    this.addSql(`create index attempt_counter_locked on attempt_counter (locked_at) where locked_at is not null`);
    this.addSql(`insert into attempt_counter (user_id, secret, failures, attempted_at, locked_at)
      select user_id, 'password', failures, coalesce(attempted_at, locked_at, clock_timestamp()), locked_at
      from credential where failures > 0 or locked_at is not null`);
    this.addSql(`alter table credential drop column failures, drop column attempted_at, drop column locked_at`);
  }
}
