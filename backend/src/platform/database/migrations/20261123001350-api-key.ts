import { Migration } from '@mikro-orm/migrations';

/** Keys of machines, and how often each was used in the running minute. */
export class ApiKey20261123001350 extends Migration {
  override name = '20261123001350-api-key';

  override up(): void {
    this.addSql(`create table api_key (
      id uuid primary key,
      token_hash bytea not null unique,
      user_id uuid not null references users on delete cascade,
      name text not null,
      permissions text[] not null,
      created_at timestamptz not null default clock_timestamp(),
      expires_on date,
      revoked_at timestamptz,
      used_at timestamptz,
      used_from text
    )`);
    this.addSql(`create index api_key_by_user on api_key (user_id)`);
    // The shape its library asks for; not worth a log that survives a crash.
    this.addSql(`create unlogged table request_rate (
      key varchar(255) primary key,
      points integer not null default 0,
      expire bigint
    )`);
  }
}
