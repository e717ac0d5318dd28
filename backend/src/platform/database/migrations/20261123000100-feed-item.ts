import { Migration } from '@mikro-orm/migrations';

/**
 * Users a running feed has come to. It tells a second record of the same user from the first, and which records
 * were busy and still wait for their turn; kept in the database so that neither the size of a feed nor a crash
 * matters. Rows go when their job ends.
 */
export class FeedItem20261123000100 extends Migration {
  override name = '20261123000100-feed-item';

  override up(): void {
    this.addSql(`create table feed_item (
      job_id uuid not null references job on delete cascade,
      user_id uuid not null,
      ordinal integer not null,
      deferred boolean not null default false,
      primary key (job_id, user_id)
    )`);
    // Counts the starts of a job: a worker that was given up for dead and comes back is told by it.
    this.addSql(`alter table job add column run integer not null default 0`);
    this.addSql(`create index feed_item_deferred on feed_item (job_id, ordinal) where deferred`);
  }
}
