import { Migration } from '@mikro-orm/migrations';

/**
 * How each person likes the list, views of it that were saved, and selections. Everything here belongs to a person
 * and goes when that person is deleted; a selection loses who is deleted while it is used.
 */
export class ListViews20261123000600 extends Migration {
  override name = '20261123000600-list-views';

  override up(): void {
    this.addSql(`create table user_preference (
      user_id uuid not null references users on delete cascade,
      name text not null,
      value jsonb not null,
      primary key (user_id, name)
    )`);
    this.addSql(`create table saved_view (
      id uuid primary key,
      owner_id uuid not null references users on delete cascade,
      version integer not null default 1,
      name text not null,
      name_key text not null,
      shared boolean not null,
      state jsonb not null,
      constraint saved_view_name unique (owner_id, name_key)
    )`);
    this.addSql(`create index saved_view_shared on saved_view (name_key) where shared`);
    this.addSql(`create table list_selection (
      id uuid primary key,
      owner_id uuid not null references users on delete cascade,
      complete boolean not null,
      created_at timestamptz not null default clock_timestamp()
    )`);
    this.addSql(`create index list_selection_by_owner on list_selection (owner_id)`);
    this.addSql(`create index list_selection_by_age on list_selection (created_at)`);
    this.addSql(`create table list_selection_member (
      selection_id uuid not null references list_selection on delete cascade,
      user_id uuid not null references users on delete cascade,
      primary key (selection_id, user_id)
    )`);
    this.addSql(`create index list_selection_member_by_user on list_selection_member (user_id)`);
  }
}
