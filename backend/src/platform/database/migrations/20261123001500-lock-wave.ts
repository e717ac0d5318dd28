import { Migration } from '@mikro-orm/migrations';

/** The newest wave of locks, in one row, so that of all nodes one sees it begin. */
export class LockWave20261123001500 extends Migration {
  override name = '20261123001500-lock-wave';

  override up(): void {
    this.addSql(`create table lock_wave (
      id integer primary key check (id = 1),
      began_at timestamptz not null,
      last_at timestamptz not null
    )`);
  }
}
