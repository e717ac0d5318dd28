import { Migration } from '@mikro-orm/migrations';

/** Who came in, or did not, and by what. Of somebody who is deleted nothing stays. */
export class AccessLog20261123001150 extends Migration {
  override name = '20261123001150-access-log';

  override up(): void {
    this.addSql(`create table access_log (
      id bigint generated always as identity primary key,
      at timestamptz(3) not null,
      kind text not null,
      user_id uuid references users on delete cascade,
      actor_id uuid references users on delete set null,
      api_key_id uuid,
      ip text,
      user_agent text,
      detail text
    )`);
    this.addSql(`create index access_log_by_user on access_log (user_id, at desc, id desc) where user_id is not null`);
    this.addSql(`create index access_log_by_actor on access_log (actor_id) where actor_id is not null`);
    this.addSql(
      `create index access_log_by_key on access_log (api_key_id, at desc, id desc) where api_key_id is not null`,
    );
    this.addSql(`create index access_log_by_ip on access_log (ip, at desc, id desc) where ip is not null`);
    this.addSql(`create index access_log_by_kind on access_log (kind, at desc, id desc)`);
    this.addSql(`create index access_log_by_time on access_log (at desc, id desc)`);
  }
}
