import { Migration } from '@mikro-orm/migrations';

/**
 * A unit is the campus code of a record. Lists of a unit are read in the order of names; the change log says in which
 * unit a record was, null in entries that are older than this.
 */
export class UnitScope20261123001400 extends Migration {
  override name = '20261123001400-unit-scope';

  override up(): void {
    this.addSql(`alter table change_log add column unit text`);
    this.addSql(`create index users_by_unit on users (campus_code, sort_name, id) where campus_code is not null`);
  }
}
