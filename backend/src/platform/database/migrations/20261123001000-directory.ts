import { Migration } from '@mikro-orm/migrations';

/** Which roles a group of the directory brought. */
export class Directory20261123001000 extends Migration {
  override name = '20261123001000-directory';

  override up(): void {
    this.addSql(`create table directory_grant (role_row uuid primary key references user_role on delete cascade)`);
  }
}
