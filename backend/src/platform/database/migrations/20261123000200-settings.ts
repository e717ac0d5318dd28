import { Migration } from '@mikro-orm/migrations';

/**
 * What the institution has set. A setting without a row has the value the product comes with, so a new setting
 * needs no migration. `setting_change` is the settings' own history.
 */
export class Settings20261123000200 extends Migration {
  override name = '20261123000200-settings';

  override up(): void {
    this.addSql(`create table setting (
      name text primary key,
      value jsonb not null,
      version integer not null check (version > 0),
      updated_at timestamptz not null default clock_timestamp(),
      updated_by text not null
    )`);
    this.addSql(`create table setting_change (
      id bigint generated always as identity primary key,
      name text not null,
      version integer not null,
      before jsonb not null,
      after jsonb not null,
      actor_id uuid,
      actor text not null,
      at timestamptz not null default clock_timestamp(),
      unique (name, version)
    )`);
    // One row a type of identifier; taken by a single statement, so that two never get one number.
    this.addSql(`create table id_sequence (type text primary key, next bigint not null)`);
  }
}
