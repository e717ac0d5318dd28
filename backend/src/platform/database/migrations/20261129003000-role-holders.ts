import { Migration } from '@mikro-orm/migrations';

/**
 * The holders of a role are found without reading the table of roles; and a row of a list learns what its user may do
 * from a small index, which leaves out the role that nearly everybody has and that allows nothing (`200`, patron).
 */
export class RoleHolders20261129003000 extends Migration {
  override name = '20261129003000-role-holders';

  override up(): void {
    this.addSql(`drop index user_role_by_role`);
    this.addSql(`create index user_role_by_role on user_role (role, user_id) where active`);
    this.addSql(`create index user_role_but_patron on user_role (user_id) where active and role <> '200'`);
  }
}
