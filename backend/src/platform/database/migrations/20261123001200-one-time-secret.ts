import { Migration } from '@mikro-orm/migrations';

/** A password that was handed out may end, and may be used once; one without an end must only be changed. Tries of PINs are counted. */
export class OneTimeSecret20261123001200 extends Migration {
  override name = '20261123001200-one-time-secret';

  override up(): void {
    this.addSql(`alter table credential add column expires_at timestamptz, add column used_at timestamptz,
      add constraint credential_one_time check (expires_at is null or must_change)`);
    this
      .addSql(`alter table user_pin add column failures integer not null default 0, add column attempted_at timestamptz,
      add column locked_at timestamptz`);
  }
}
