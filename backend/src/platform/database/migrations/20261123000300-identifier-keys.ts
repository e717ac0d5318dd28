import { Migration } from '@mikro-orm/migrations';

/**
 * The keys of all identifiers, primary and additional, in one place: only there can one index see that a user has a
 * value twice, or that two users share one across types. Kept by triggers, so that no writer can forget it.
 */
export class IdentifierKeys20261123000300 extends Migration {
  override name = '20261123000300-identifier-keys';

  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

/** A trigger for whole statements: what a feed writes at once is one statement here too. */
function forStatement(table: string, event: 'insert' | 'delete', call: string): string {
  const rows = event === 'insert' ? 'new table as added' : 'old table as removed';
  return `create trigger ${table}_${event}_keys after ${event} on ${table} referencing ${rows}
    for each statement execute function ${call}()`;
}

const STATEMENTS = [
  // `row_id` is the user's id for the primary identifier. No foreign key: the triggers follow every deletion.
  `create table identifier_key (row_id uuid primary key, user_id uuid not null, key text collate "C" not null)`,
  // What one user has twice since before this index keeps standing until somebody edits it.
  `create unique index identifier_key_of_user on identifier_key (key, user_id)`,
  `insert into identifier_key select id, id, primary_id_key from users`,
  `insert into identifier_key select id, user_id, value_key from user_identifier on conflict do nothing`,
  // "Unique across types" is an index that exists while the setting is on. Until now the setting bound nobody, and what
  // it was meant to keep apart may not be: it has to be switched on anew.
  `with off as (update setting set value = 'false', version = version + 1, updated_by = 'Rollcall',
      updated_at = clock_timestamp() where name = 'unique_across_types' and value = 'true'
      returning name, version, updated_by, updated_at)
    insert into setting_change (name, version, before, after, actor, at)
    select name, version, 'true', 'false', updated_by, updated_at from off`,

  // Keys are written in their order, so that two statements seldom wait for each other in a circle.
  `create function keys_of_added_users() returns trigger language plpgsql as $$ begin
    insert into identifier_key select id, id, primary_id_key from added order by primary_id_key;
    return null;
  end $$`,
  `create function keys_of_added_identifiers() returns trigger language plpgsql as $$ begin
    insert into identifier_key select id, user_id, value_key from added order by value_key;
    return null;
  end $$`,
  `create function keys_of_removed_rows() returns trigger language plpgsql as $$ begin
    delete from identifier_key k using removed r where k.row_id = r.id;
    return null;
  end $$`,
  `create function key_of_changed_user() returns trigger language plpgsql as $$ begin
    delete from identifier_key where row_id = old.id;
    insert into identifier_key values (new.id, new.id, new.primary_id_key);
    return null;
  end $$`,
  `create function key_of_changed_identifier() returns trigger language plpgsql as $$ begin
    delete from identifier_key where row_id = old.id;
    insert into identifier_key values (new.id, new.user_id, new.value_key);
    return null;
  end $$`,
  forStatement('users', 'insert', 'keys_of_added_users'),
  forStatement('users', 'delete', 'keys_of_removed_rows'),
  forStatement('user_identifier', 'insert', 'keys_of_added_identifiers'),
  forStatement('user_identifier', 'delete', 'keys_of_removed_rows'),
  // Row by row, because the condition spares every save that leaves the identifier alone the call.
  `create trigger users_change_key after update on users for each row
    when (old.id is distinct from new.id or old.primary_id_key is distinct from new.primary_id_key)
    execute function key_of_changed_user()`,
  `create trigger user_identifier_change_key after update on user_identifier for each row
    when (old.id is distinct from new.id or old.user_id is distinct from new.user_id
      or old.value_key is distinct from new.value_key)
    execute function key_of_changed_identifier()`,
];
