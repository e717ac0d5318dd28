import { Migration } from '@mikro-orm/migrations';

/**
 * The address a session was begun from, which is all that is known of its place. And sessions end for good when their
 * owner is deactivated, whoever or whatever does it: who is activated again signs in again.
 */
export class SessionPlace20261123001300 extends Migration {
  override name = '20261123001300-session-place';

  override up(): void {
    this.addSql(`alter table session add column ip text`);
    this.addSql(`create function end_sessions() returns trigger language plpgsql as $$
begin
  delete from session where user_id = new.id;
  return null;
end $$`);
    this.addSql(`create trigger users_end_sessions after update of status on users for each row
      when (new.status <> 'ACTIVE' and old.status = 'ACTIVE') execute function end_sessions()`);
  }
}
