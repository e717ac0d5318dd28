import { Injectable } from '@nestjs/common';
import type { OwnRecord } from '../contract/me.js';
import { Database } from '../platform/database/database.js';
import { isoTime } from '../platform/database/iso-time.js';
import { ProblemError } from '../platform/http/problem.js';
import type { Principal } from '../platform/http/principal.js';

const READ = `
select u.primary_id as "primaryId", u.record_type as "recordType", u.account_type as "accountType",
  u.expiry_date::text as "expiryDate",
  coalesce((select json_agg(json_build_object('id', n.id, 'type', n.type, 'text', n.text,
      'createdAt', ${isoTime('n.created_at')}) order by n.created_at desc, n.id desc)
    from user_note n where n.user_id = u.id and n.user_viewable), '[]'::json) as notes
from users u where u.id = $1`;

/** Reads what people may see of themselves. The id is the session's, so there is no other record to ask for. */
@Injectable()
export class OwnRecordReader {
  constructor(private readonly database: Database) {}

  /** @throws ProblemError `resource.not-found` when the record was deleted a moment ago */
  async read({ userId, displayName }: Principal): Promise<OwnRecord> {
    const [row] = await this.database.query<Omit<OwnRecord, 'userId' | 'displayName'>>(READ, [userId]);
    if (row === undefined) throw new ProblemError('resource.not-found');
    return { userId, displayName, ...row };
  }
}
