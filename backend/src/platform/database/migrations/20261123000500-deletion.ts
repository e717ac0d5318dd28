import { Migration } from '@mikro-orm/migrations';

/**
 * What stands against deleting a user (holds of neighbouring systems, a researcher record with assets or grants), and
 * what finds somebody's name again in what they did to others, so that it can be erased with them.
 */
export class Deletion20261123000500 extends Migration {
  override name = '20261123000500-deletion';

  override up(): void {
    this.addSql(`create table researcher (
      user_id uuid primary key references users on delete cascade,
      affiliation text,
      assets integer not null check (assets >= 0),
      grants integer not null check (grants >= 0)
    )`);
    this.addSql(`create table deletion_hold (
      user_id uuid not null references users on delete cascade,
      kind text not null check (kind in ('locked-record', 'import-profile', 'md-editor')),
      reference text not null,
      label text not null,
      link text,
      placed_at timestamptz not null default clock_timestamp(),
      expires_at timestamptz,
      primary key (user_id, kind, reference)
    )`);
    this.addSql(`create index deletion_hold_by_end on deletion_hold (expires_at) where expires_at is not null`);
    this.addSql(`alter table user_note add column created_by_id uuid`);
    this.addSql(`create index user_note_by_author on user_note (created_by_id) where created_by_id is not null`);
    this.addSql(`create index change_log_by_actor on change_log (actor_id) where actor_id is not null`);
  }
}
