import { Injectable } from '@nestjs/common';
import type { Change, HistoryFilter, HistoryPage } from '../contract/changes.js';
import type { Audience } from '../contract/grants.js';
import { classIn } from '../contract/grants.js';
import { maySeeField } from '../contract/permissions.js';
import { Database } from '../platform/database/database.js';
import { RecordUnits } from '../platform/database/record-units.js';
import { ProblemError } from '../platform/http/problem.js';
import { forClass } from '../realtime/audience.js';
import type { ChangeRow } from '../realtime/change-row.js';
import { CHANGE_COLUMNS, toChange } from '../realtime/change-row.js';

const PAGE = `select ${CHANGE_COLUMNS} from change_log
where record_id = $1 and seq < $2 and action <> 'erased'
  and ($4::text is null or source = $4) and ($5::text is null or actor = $5)
  and ($6::text is null or fields @> jsonb_build_array(jsonb_build_object('field', $6::text)))
order by seq desc limit $3`;
const ENTRY = `select ${CHANGE_COLUMNS} from change_log where record_id = $1 and seq = $2 and action <> 'erased'`;
const LATEST = `select ${CHANGE_COLUMNS} from change_log where action <> 'erased' order by seq desc limit $1`;
// By the unit a record is in now: what happened to it before it left is not shown to those it left. So that a small unit
// does not make the whole log be read, only the newest changes are looked through.
const LATEST_OF_UNITS = `select * from (
  select ${CHANGE_COLUMNS}, (select u.campus_code from users u where u.id = record_id) as "now"
  from change_log where action <> 'erased' and seq > (select seq - 2000 from change_counter where stream = 'users')) l
where "now" = any($2::text[]) order by seq desc limit $1`;

/** Reads the change log as history: newest first, with only the fields the reader may see. */
@Injectable()
export class HistoryReader {
  constructor(
    private readonly database: Database,
    private readonly records: RecordUnits,
  ) {}

  /** @param query `before` is a seq; entries older than it are returned */
  async page(
    recordId: string,
    query: HistoryFilter & { before?: number | undefined; limit: number },
    reader: Audience,
  ): Promise<HistoryPage> {
    const permissionClass = await this.records.classOf(recordId, reader);
    const { source = null, actor = null, field = null } = query;
    // That a hidden field was changed at all is as hidden as its value.
    if (field !== null && !maySeeField(permissionClass, field)) return { entries: [], next: null };
    const rows = await this.database.query<ChangeRow>(PAGE, [
      recordId,
      query.before ?? Number.MAX_SAFE_INTEGER,
      query.limit + 1,
      source,
      actor,
      field,
    ]);
    const shown = rows.slice(0, query.limit);
    return {
      entries: shown.map((row) => forClass(toChange(row), permissionClass)),
      next: rows.length > query.limit ? (shown.at(-1)?.seq ?? null) : null,
    };
  }

  /** @throws ProblemError `resource.not-found` when the record has no such entry */
  async entry(recordId: string, seq: number, reader: Audience): Promise<Change> {
    const permissionClass = await this.records.classOf(recordId, reader);
    const [row] = await this.database.query<ChangeRow>(ENTRY, [recordId, seq]);
    if (row === undefined) throw new ProblemError('resource.not-found');
    return forClass(toChange(row), permissionClass);
  }

  /** The newest changes of all records this audience sees, newest first. */
  async latest(limit: number, reader: Audience): Promise<Change[]> {
    const { read } = reader;
    if (read === null) {
      const rows = await this.database.query<ChangeRow>(LATEST, [limit]);
      return rows.map((row) => forClass(toChange(row), classIn(reader, row.unit)));
    }
    const rows = await this.database.query<ChangeRow & { now: string }>(LATEST_OF_UNITS, [limit, read]);
    return rows.map(({ now, ...row }) => forClass(toChange(row), classIn(reader, now)));
  }
}
