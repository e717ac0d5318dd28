import { Injectable } from '@nestjs/common';
import type { HistoryPage } from '../contract/changes.js';
import type { PermissionClass } from '../contract/permissions.js';
import { Database } from '../platform/database/database.js';
import { forClass } from '../realtime/audience.js';
import type { ChangeRow } from '../realtime/change-row.js';
import { CHANGE_COLUMNS, toChange } from '../realtime/change-row.js';

const PAGE = `select ${CHANGE_COLUMNS} from change_log
where record_id = $1 and seq < $2 and action <> 'erased' order by seq desc limit $3`;
const LATEST = `select ${CHANGE_COLUMNS} from change_log where action <> 'erased' order by seq desc limit $1`;

/** Reads the change log as history: newest first, with only the fields the reader may see. */
@Injectable()
export class HistoryReader {
  constructor(private readonly database: Database) {}

  /** @param query `before` is a seq; entries older than it are returned */
  async page(
    recordId: string,
    query: { before?: number | undefined; limit: number },
    permissionClass: PermissionClass,
  ): Promise<HistoryPage> {
    const rows = await this.database.query<ChangeRow>(PAGE, [
      recordId,
      query.before ?? Number.MAX_SAFE_INTEGER,
      query.limit + 1,
    ]);
    const shown = rows.slice(0, query.limit);
    return {
      entries: shown.map((row) => forClass(toChange(row), permissionClass)),
      next: rows.length > query.limit ? (shown.at(-1)?.seq ?? null) : null,
    };
  }

  /** The newest changes of all records, newest first. */
  async latest(limit: number): Promise<ReturnType<typeof toChange>[]> {
    const rows = await this.database.query<ChangeRow>(LATEST, [limit]);
    return rows.map(toChange);
  }
}
