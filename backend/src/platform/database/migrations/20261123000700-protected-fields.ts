import { Migration } from '@mikro-orm/migrations';

/**
 * What of an external user is protected from its feed, with what the feed says instead; and which entry of the history
 * a change puts back.
 */
export class ProtectedFields20261123000700 extends Migration {
  override name = '20261123000700-protected-fields';

  override up(): void {
    this.addSql(`alter table users add hand_edited jsonb not null default '{}'`);
    this.addSql(`alter table change_log add restored_from bigint`);
  }
}
