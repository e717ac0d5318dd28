import { Injectable } from '@nestjs/common';
import type { Audience } from '../contract/grants.js';
import { leastClass } from '../contract/grants.js';
import { maySeeField } from '../contract/permissions.js';
import type { ListQuery, UserPage, UserRow, WholeList } from '../contract/user-list.js';
import { LOCK_JSON } from '../locks/lock-check.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { isoTime } from '../platform/database/iso-time.js';
import { heldRoles } from './held-roles.js';
import { UserCounters } from './user-counters.js';
import type { Cursor } from './list-cursor.js';
import { decodeCursor, encodeCursor } from './list-cursor.js';
import {
  conditions,
  inUnits,
  isNameSearch,
  isPlain,
  isWholeValueSearch,
  recordTypeOf,
  SqlParameters,
} from './list-query.js';

/** Counting stops here; beyond it the list says "more than". */
const COUNT_LIMIT = 10_000;
/** Rows an export reads at a time. */
const CHUNK = 500;

const ROW = `u.id, u.version, u.primary_id as "primaryId", u.first_name as "firstName",
  u.middle_name as "middleName", u.last_name as "lastName", u.pref_first_name as "prefFirstName",
  u.pref_middle_name as "prefMiddleName", u.pref_last_name as "prefLastName", u.account_type as "accountType",
  u.record_type as "recordType", u.status, u.status_date::text as "statusDate", u.expiry_date::text as "expiryDate",
  u.user_group as "userGroup", u.job_description as "jobDescription", u.is_researcher as "isResearcher",
  (select e.address from user_email e where e.user_id = u.id and e.preferred) as "preferredEmail",
  ${heldRoles('u.id')} as "heldRoles", ${isoTime('u.updated_at')} as "updatedAt", ${LOCK_JSON} as lock`;
const NOTES = `(select count(*)::int from user_note n where n.user_id = u.id) as "noteCount"`;
const FROM = `from users u left join record_lock l on l.id = u.lock_id and l.expires_at > clock_timestamp()`;
const SEQ = `(select seq::int from change_counter where stream = 'users')`;

/** Sort keys: the column, its type as a parameter, and how its value is written into a cursor. */
const SORT = {
  name: { column: 'u.sort_name', type: 'text', key: 'u.sort_name' },
  primaryId: { column: 'u.primary_id_key collate "C"', type: 'text', key: 'u.primary_id_key' },
  statusDate: { column: 'u.status_date', type: 'date', key: 'u.status_date::text' },
} as const;

/** A row of the list, and its place in the order; the row is JSON the database made and nobody takes apart. */
interface KeyedRow {
  json: string;
  id: string;
  sortKey: string;
  seq: number;
}

/** For whom rows are read, and out of which selection alone if one is named. */
interface RowsOf {
  reader: Audience;
  selection?: string | undefined;
}

/** The rows' JSON is the allow-list: what the reader may not see, in one of the units, is not read. */
function select(reader: Audience): string {
  const row = maySeeField(leastClass(reader), 'notes') ? `${ROW}, ${NOTES}` : ROW;
  return `select row_to_json((select r from (select ${row}) r))::text as json, u.id, ${SEQ} as seq`;
}

function joined(rows: readonly KeyedRow[]): string {
  return `[${rows.map(({ json }) => json).join(',')}]`;
}

/** Pages of Find and Manage Staff, by keyset: the far page costs what the first page costs. */
@Injectable()
export class UserLister {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly counters: UserCounters,
  ) {}

  /**
   * A `UserPage` as JSON. The rows go out as the database wrote them: nobody takes them apart only to
   * write them again (docs/decisions/lists.md).
   */
  async page(query: ListQuery, reader: Audience): Promise<string> {
    const cursor = decodeCursor(query);
    const found = await this.rows(query, cursor, { reader });
    const more = found.length > query.limit;
    // A first page that is not full has counted itself.
    const total = cursor === null && !more ? { value: found.length, exact: true } : await this.total(query, reader);
    const shown = found.slice(0, query.limit);
    if (cursor?.side === 'before') shown.reverse();
    const edge = (row: KeyedRow | undefined, side: Cursor['side']): string | null =>
      row === undefined
        ? null
        : encodeCursor({ sort: query.sort, direction: query.direction, side, key: row.sortKey, id: row.id });
    const hasNext = cursor?.side === 'before' || more;
    const hasPrevious = cursor !== null && (cursor.side === 'after' || more);
    const rest: Omit<UserPage, 'rows'> = {
      next: hasNext ? edge(shown.at(-1), 'after') : null,
      previous: hasPrevious ? edge(shown[0], 'before') : null,
      total,
      seq: found[0]?.seq ?? (await this.seq()),
    };
    return `{"rows":${joined(shown)},${JSON.stringify(rest).slice(1)}`;
  }

  /** The rows of these ids as they are now, as JSON, in no order; ids that are gone are missing. */
  async refresh(ids: readonly string[], reader: Audience): Promise<string> {
    const sql = new SqlParameters();
    const where = [`u.id = any(${sql.add(ids, 'uuid[]')})`, ...inUnits(reader.read, sql)];
    const rows = await this.database.query<KeyedRow>(
      `${select(reader)}, '' as "sortKey" ${FROM} where ${where.join(' and ')}`,
      sql.values,
    );
    return `{"rows":${joined(rows)},"seq":${String(rows[0]?.seq ?? (await this.seq()))}}`;
  }

  /**
   * All rows of a list, or those of it that a selection holds, in chunks; a slow reader gets the next when it asks.
   * Rows that come or go meanwhile shift nothing; only one whose own place changes may come twice or not at all.
   */
  async *chunks(query: WholeList, of: RowsOf): AsyncGenerator<UserRow[], void> {
    const chunk: ListQuery = { ...query, limit: CHUNK - 1 };
    for (let cursor: Cursor | null = null; ;) {
      const found: KeyedRow[] = await this.rows(chunk, cursor, of);
      yield found.map(({ json }) => JSON.parse(json) as UserRow);
      const last = found.at(-1);
      if (last === undefined || found.length < CHUNK) return;
      cursor = { sort: query.sort, direction: query.direction, side: 'after', key: last.sortKey, id: last.id };
    }
  }

  private async rows(query: ListQuery, cursor: Cursor | null, { reader, selection }: RowsOf): Promise<KeyedRow[]> {
    const sql = new SqlParameters();
    const where = [...conditions(query, this.clock.today(), sql), ...inUnits(reader.read, sql)];
    if (selection !== undefined) {
      const id = sql.add(selection, 'uuid');
      where.push(`u.id in (select s.user_id from list_selection_member s where s.selection_id = ${id})`);
    }
    const sort = SORT[query.sort];
    const backwards = cursor?.side === 'before';
    const descending = (query.direction === 'desc') !== backwards;
    if (cursor !== null) {
      const key = sql.add(cursor.key, sort.type);
      const id = sql.add(cursor.id, 'uuid');
      where.push(`(${sort.column}, u.id) ${descending ? '<' : '>'} (${key}, ${id})`);
    }
    const order = descending ? 'desc' : 'asc';
    return this.database.query<KeyedRow>(
      `${select(reader)}, ${sort.key} as "sortKey" ${FROM}
      ${where.length === 0 ? '' : `where ${where.join(' and ')}`}
      order by ${sort.column} ${order}, u.id ${order} limit ${this.limit(query, sql)}`,
      sql.values,
    );
  }

  /**
   * With the limit in the text the database plans a page once. A search by name has its limit bound, which keeps the
   * database planning for the very words: rare and broad ones want different plans.
   */
  private limit(query: ListQuery, sql: SqlParameters): string {
    const limit = query.limit + 1;
    return isNameSearch(query) ? sql.add(limit, 'int') : String(limit);
  }

  /** How many users a list has, counted up to ten thousand. */
  async total(query: ListQuery, { read }: Audience): Promise<UserPage['total']> {
    const plain = isPlain(query) && !(query.tab === 'staff' && query.recordType !== undefined);
    const kept = plain
      ? this.counters.count({ recordType: recordTypeOf(query), accountType: query.accountType }, read)
      : null;
    if (kept !== null) return { value: kept, exact: true };
    const sql = new SqlParameters();
    const where = [...conditions(query, this.clock.today(), sql), ...inUnits(read, sql)];
    const limit = sql.add(COUNT_LIMIT + 1, 'int');
    const text = `select count(*)::int as count from (select 1 from users u
      ${where.length === 0 ? '' : `where ${where.join(' and ')}`} limit ${limit}) counted`;
    // Who has an address or an identifier is one user or two, and read from its index anyhow.
    const [row] = await (isWholeValueSearch(query)
      ? this.database.query<{ count: number }>(text, sql.values)
      : this.database.byIndex<{ count: number }>(text, sql.values));
    const count = row?.count ?? 0;
    return { value: Math.min(count, COUNT_LIMIT), exact: count <= COUNT_LIMIT };
  }

  private async seq(): Promise<number> {
    const [row] = await this.database.query<{ seq: number }>(`select ${SEQ} as seq`);
    return row?.seq ?? 0;
  }
}
