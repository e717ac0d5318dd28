import { Migration } from '@mikro-orm/migrations';

/** Which roles a group of the directory brought is said by the role itself, so that history and screens know it. */
export class RoleFromDirectory20261123001450 extends Migration {
  override name = '20261123001450-role-from-directory';

  override up(): void {
    this.addSql(`alter table user_role add column from_directory boolean not null default false`);
    this.addSql(`update user_role r set from_directory = true from directory_grant g where g.role_row = r.id`);
    this.addSql(`drop table directory_grant`);
  }
}
