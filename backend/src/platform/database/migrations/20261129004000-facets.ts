import { Migration } from '@mikro-orm/migrations';

/**
 * What lists are filtered by, beside the id: counting and selecting read it alone, in the order in which the holders
 * of a role are kept. Ids are given in the order of time, so a load only ever adds at the end.
 */
export class Facets20261129004000 extends Migration {
  override name = '20261129004000-facets';

  override up(): void {
    this.addSql(`create index users_facets on users (id)
      include (record_type, account_type, status, is_researcher, expiry_date, campus_code)`);
  }
}
