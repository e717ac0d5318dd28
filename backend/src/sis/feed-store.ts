import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { runTogether } from '../platform/database/statement.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { identifierKey } from '../users/keys.js';
import { rowsIn, rowsOut } from '../users/list-plan.js';
import { derivedKeys } from '../users/record-fields.js';
import type { StoredRecord } from './chunk.js';
import type { FeedIdentifier } from './feed-user.js';
import type { PlannedRecord } from './plan.js';
import { identifierOwnerKey } from './plan-lists.js';
import { INSERT_USERS, READ_RECORDS, UPDATE_USERS } from './record-tables.js';

const OWNERS = `select i.type, i.value, i.user_id as "userId"
from unnest($1::text[], $2::text[]) as wanted (type, value_key)
join user_identifier i on i.type = wanted.type and i.value_key = wanted.value_key`;
const OWNERS_OF_KEYS = `select key, user_id as "userId" from identifier_key where key = any($1::text[])`;
const TAKE = `select id, version, lock_id::text as "lockId" from users where id = any($1::uuid[]) order by id
for no key update`;
const HOLDERS = `select u.id, l.holder, l.reason from users u join record_lock l on l.id = u.lock_id
where u.id = any($1::uuid[]) and l.expires_at > clock_timestamp()`;
const LEASES = `select id::text as token from record_lock where job_id = $1`;
const SEE = `insert into feed_item (job_id, user_id, ordinal, deferred)
select $1, r.id, r.ordinal, r.deferred from jsonb_to_recordset($2::jsonb) as r (id uuid, ordinal int, deferred boolean)
on conflict (job_id, user_id) do update set deferred = excluded.deferred`;
const SETTLE = `update feed_item set deferred = false where job_id = $1 and deferred and ordinal = any($2::int[])`;
const DEFERRED = `select ordinal from feed_item where job_id = $1 and deferred order by ordinal limit $2`;
const COUNT_DEFERRED = `select count(*)::int as count from feed_item where job_id = $1 and deferred`;
const FORGET = `delete from feed_item where job_id = $1`;

type WrittenRow = { id: string } & Record<string, unknown>;

function userRow(record: PlannedRecord): WrittenRow {
  const { id, version, accountType, externalId, fields, handEdited, statusDate, isResearcher } = record;
  const owned = { id, version, accountType, externalId, handEdited, statusDate, isResearcher };
  return { ...owned, ...fields, ...derivedKeys(fields) };
}

/** Every statement of a feed. Each takes a whole chunk, so that a chunk costs few round trips. */
@Injectable()
export class FeedStore {
  constructor(private readonly database: Database) {}

  /** Records whose primary identifiers have these keys, by key, as of one moment. */
  async read(jobId: string, keys: readonly string[]): Promise<Map<string, StoredRecord>> {
    const rows = await this.database.query<StoredRecord>(READ_RECORDS, [keys, jobId]);
    return new Map(rows.map((row) => [row.primaryIdKey, row]));
  }

  /** Who has these identifiers now, by `identifierOwnerKey`. */
  async owners(identifiers: readonly FeedIdentifier[]): Promise<Map<string, string>> {
    if (identifiers.length === 0) return new Map();
    const rows = await this.database.query<{ type: string; value: string; userId: string }>(OWNERS, [
      identifiers.map(({ type }) => type),
      identifiers.map(({ value }) => identifierKey(value)),
    ]);
    return new Map(rows.map((row) => [identifierOwnerKey(row), row.userId]));
  }

  /** Who has these values now, as an identifier of any type, by their keys. */
  async ownersOfKeys(values: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.database.query<{ key: string; userId: string }>(OWNERS_OF_KEYS, [
      values.map(identifierKey),
    ]);
    return new Map(rows.map(({ key, userId }) => [key, userId]));
  }

  /** Takes the rows of existing records in id order, before anything else is looked at. */
  async take(unit: Unit, ids: readonly string[]): Promise<{ id: string; version: number; lockId: string | null }[]> {
    return ids.length === 0 ? [] : unit.sql(TAKE, [ids]);
  }

  /** Who holds which of these records, in words. */
  async holders(ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.database.query<{ id: string; holder: string; reason: string }>(HOLDERS, [ids]);
    return new Map(rows.map(({ id, holder, reason }) => [id, `${holder} (${reason})`]));
  }

  /** Tokens of the leases a job has. */
  async leases(jobId: string): Promise<string[]> {
    const rows = await this.database.query<{ token: string }>(LEASES, [jobId]);
    return rows.map(({ token }) => token);
  }

  async write(unit: Unit, created: readonly PlannedRecord[], updated: readonly PlannedRecord[]): Promise<void> {
    await runTogether(unit, rowsOut(updated));
    if (updated.length > 0) await unit.sql(UPDATE_USERS, [JSON.stringify(updated.map(userRow))]);
    if (created.length > 0) await unit.sql(INSERT_USERS, [JSON.stringify(created.map(userRow))]);
    await runTogether(unit, rowsIn([...created, ...updated]));
  }

  /** Remembers which users the feed has come to, and which of them must be come back to. */
  async see(
    unit: Unit,
    jobId: string,
    seen: readonly { id: string; ordinal: number; deferred: boolean }[],
  ): Promise<void> {
    if (seen.length > 0) await unit.sql(SEE, [jobId, JSON.stringify(seen)]);
  }

  /** Users that were deferred and now are done with, applied or rejected. */
  async settle(unit: Unit, jobId: string, ordinals: readonly number[]): Promise<void> {
    await unit.sql(SETTLE, [jobId, ordinals]);
  }

  async deferred(jobId: string, limit: number): Promise<number[]> {
    const rows = await this.database.query<{ ordinal: number }>(DEFERRED, [jobId, limit]);
    return rows.map(({ ordinal }) => ordinal);
  }

  async countDeferred(jobId: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(COUNT_DEFERRED, [jobId]);
    return row?.count ?? 0;
  }

  async forget(jobId: string): Promise<void> {
    await this.database.query(FORGET, [jobId]);
  }
}
